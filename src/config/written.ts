import * as z from 'zod';

// A configuration is read once, for which it does not pay to compile how.
z.config({ jitless: true });

/** What became of a text of the file: a value, or a sentence on how to write one. */
export type Reading<T> = { readonly value: T } | { readonly problem: string };

/** A scalar of the file that means something else than its text, and can be written again. */
export function written<T>(read: (text: string) => Reading<T>, write: (value: T) => string) {
  return z.codec(z.string(), z.custom<T>(), {
    decode(text, context) {
      const reading = read(text);
      if ('value' in reading) return reading.value;
      context.issues.push({ code: 'custom', message: reading.problem, input: text });
      return z.NEVER;
    },
    encode: write,
  });
}
