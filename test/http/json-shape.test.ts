import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findExcess } from '../../src/http/json-shape.ts';

const find = (json: string) => findExcess(new TextEncoder().encode(json));
const names = (count: number) => Array.from({ length: count }, (_, index) => `"${index}":1`).join();
const nest = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

describe('the shape of a body', () => {
  const fair: readonly [title: string, json: string][] = [
    ['64 lists in each other', nest(64, '[', ']')],
    ['64 objects in each other', `${'{"a":'.repeat(64)}1${'}'.repeat(64)}`],
    ['many lists beside each other', `[${'[],'.repeat(1000)}[]]`],
    ['an object of 1000 attributes', `{${names(1000)}}`],
    ['many objects of many attributes', `[{${names(600)}},{${names(600)}}]`],
    ['brackets and colons in text', `["${'[{:'.repeat(2000)}"]`],
    ['brackets behind a quote in text', `["\\"${'[{:'.repeat(2000)}\\\\"]`],
    ['what is no JSON', ']]]}}} "'],
  ];
  for (const [title, json] of fair) {
    test(`may be ${title}`, () => assert.equal(find(json), undefined));
  }

  const excessive: readonly [title: string, json: string, what: RegExp][] = [
    ['65 lists in each other', nest(65, '[', ']'), /deep/],
    ['lists and objects in each other', nest(33, '[{"a":', '}]'), /deep/],
    ['very many lists that are never closed', '['.repeat(100_000), /deep/],
    ['an object of 1001 attributes', `{${names(1001)}}`, /1000 attributes/],
    ['an object of many attributes with objects in them', `{"a":{"b":1},${names(1000)}}`, /1000 attributes/],
    ['the same behind text that ends with a backslash', `["\\\\",{${names(1001)}}]`, /1000 attributes/],
  ];
  for (const [title, json, what] of excessive) {
    test(`may not be ${title}`, () => assert.match(find(json) ?? '', what));
  }
});
