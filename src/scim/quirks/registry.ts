import { ENTRA_QUIRKS } from './entra.ts';
import { ONELOGIN_QUIRKS } from './onelogin.ts';
import type { Quirk } from './quirk.ts';

/** All quirks by the vendor whose client has them; the clients of all other vendors have none. */
const QUIRKS: ReadonlyMap<string, readonly Quirk[]> = new Map([
  ['entra', ENTRA_QUIRKS],
  ['onelogin', ONELOGIN_QUIRKS],
]);

/** What was mended, and the names of the quirks that it took. */
export interface Mended<T> {
  readonly value: T;
  readonly quirks: readonly string[];
}

export function quirksOf(vendor: string): readonly Quirk[] {
  return QUIRKS.get(vendor) ?? [];
}

export function mendFilter(vendor: string, text: string): Mended<string> {
  return mend(vendor, text, ({ mendFilter }) => mendFilter);
}

export function mendBody(vendor: string, body: unknown): Mended<unknown> {
  return mend(vendor, body, ({ mendBody }) => mendBody);
}

function mend<T>(vendor: string, raw: T, mender: (quirk: Quirk) => ((raw: T) => T) | undefined): Mended<T> {
  let value = raw;
  const quirks: string[] = [];
  for (const quirk of quirksOf(vendor)) {
    const mended = mender(quirk)?.(value) ?? value;
    if (mended !== value) quirks.push(quirk.name);
    value = mended;
  }
  return { value, quirks };
}
