import { parseDateTime } from '../date-time.ts';
import { fold, type Json } from '../resource.ts';
import type { Attribute } from '../schema.ts';
import type { Comparable } from './filter.ts';

/**
 * The form in which a value of the attribute is compared, the same for filters and resources: strings folded unless
 * `caseExact`, a dateTime in milliseconds since 1970, a boolean also from the words "true" and "False".
 * @returns undefined for what is no simple value of the attribute's type
 */
export function toComparable(value: Json, attribute: Attribute): Comparable | undefined {
  switch (attribute.type) {
    case 'string':
    case 'reference':
    case 'binary':
      if (typeof value !== 'string') return undefined;
      return attribute.caseExact ? value : fold(value);
    case 'boolean':
      return typeof value === 'string' ? booleanWord(value) : typeof value === 'boolean' ? value : undefined;
    case 'integer':
    case 'decimal':
      return typeof value === 'number' ? value : undefined;
    case 'dateTime':
      return typeof value === 'string' ? parseDateTime(value) : undefined;
    case 'complex':
      return undefined;
    default:
      return attribute.type satisfies never;
  }
}

function booleanWord(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}
