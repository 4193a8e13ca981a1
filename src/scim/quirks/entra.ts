import { memberOf } from '../message.ts';
import { PATCH_SCHEMA } from '../patch.ts';
import { isJsonObject } from '../resource.ts';
import type { Quirk } from './quirk.ts';

/**
 * A string, which is left alone, or an operator with a value that has no quotes. A string may lack its end: looking for
 * that from each quote in it anew would take a time that grows with the square of the length.
 */
const STRING_OR_COMPARISON =
  /"(?:[^"\\]|\\.)*"?|\b(?<operator>eq|ne|co|sw|ew|gt|ge|lt|le)(?<space>\s+)(?<value>[^\s"()[\]]+)/gi;
const KEYWORD = /^(?:true|false|null)$/i;

export const ENTRA_QUIRKS: readonly Quirk[] = [
  {
    name: 'unquoted-filter-value',
    description: 'Writes `externalId eq jyoung` without quotes; the value is taken for a string.',
    mendFilter: (text) =>
      text.replace(STRING_OR_COMPARISON, (match, operator?: string, space?: string, value?: string) =>
        value === undefined || KEYWORD.test(value) ? match : `${operator}${space}${JSON.stringify(value)}`,
      ),
  },
  {
    name: 'no-operations',
    description: 'Its SCIM Validator sends a PATCH without any operation; it is taken to change nothing.',
    mendBody: (body) => (isPatchOfNothing(body) ? PATCH_OF_NOTHING : body),
  },
];

const PATCH_OF_NOTHING = { schemas: [PATCH_SCHEMA], Operations: [{ op: 'replace', value: {} }] };

function isPatchOfNothing(body: unknown): boolean {
  if (!isJsonObject(body)) return false;
  const operations = memberOf(body, 'Operations');
  const schemas = memberOf(body, 'schemas');
  const isPatch = Array.isArray(schemas) && schemas.includes(PATCH_SCHEMA);
  return isPatch && Array.isArray(operations) && operations.length === 0;
}
