import { type Mended, mendBody, mendFilter } from '../scim/quirks/registry.ts';
import type { Caller } from './environment.ts';

/** Makes plain what a caller's client writes in a way of its own. */
export interface Mender {
  body(body: unknown, caller: Caller): unknown;
  filter(text: string, caller: Caller): string;
}

/** Told of each quirk that had to be mended, and in whose request. */
export type ObserveQuirk = (quirk: string, caller: Caller) => void;

export function createMender(observe: ObserveQuirk): Mender {
  function take<T>({ value, quirks }: Mended<T>, caller: Caller): T {
    for (const quirk of quirks) observe(quirk, caller);
    return value;
  }
  return {
    body: (body, caller) => take(mendBody(caller.identityProvider.vendor, body), caller),
    filter: (text, caller) => take(mendFilter(caller.identityProvider.vendor, text), caller),
  };
}
