import { type Mended, mendBody, mendFilter } from '../scim/quirks/registry.ts';
import type { Caller } from './environment.ts';

/** Makes plain what a caller's client writes in a way of its own. */
export interface Mender {
  body(body: unknown, caller: Caller): unknown;
  filter(text: string, caller: Caller): string;
}

/** @param observe told of each quirk that had to be mended */
export function createMender(observe: (quirk: string) => void): Mender {
  function take<T>({ value, quirks }: Mended<T>): T {
    for (const quirk of quirks) observe(quirk);
    return value;
  }
  return {
    body: (body, caller) => take(mendBody(caller.identityProvider.vendor, body)),
    filter: (text, caller) => take(mendFilter(caller.identityProvider.vendor, text)),
  };
}
