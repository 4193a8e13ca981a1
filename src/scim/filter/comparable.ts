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

/** Puts two values of one attribute in order: text by code points, as its UTF-8 form and so an index of it has it. */
export function compareComparables(one: Comparable, other: Comparable): number {
  if (typeof one === 'string' && typeof other === 'string') return compareText(one, other);
  return Number(one) - Number(other);
}

function compareText(one: string, other: string): number {
  const end = Math.min(one.length, other.length);
  for (let index = 0; index < end; index += 1) {
    const difference = weightAt(one, index) - weightAt(other, index);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** UTF-16 has surrogates, the halves of the last code points, in front of U+E000. */
function weightAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function booleanWord(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}
