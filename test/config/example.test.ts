import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { configJsonSchema, type JsonSchema, schemaAt } from '../../src/config/json-schema.ts';
import { isMapping, type Path } from '../../src/config/problem.ts';
import { read } from './config-files.ts';

const EXAMPLE = readFileSync(new URL('../../config.example.yaml', import.meta.url), 'utf8');
/** A key that is commented out: `# listen: …` or `# - name: …`; prose has a space before its colon. */
const COMMENTED_KEY = /^( *)# ((?:- )?\w+:(?: .*)?)$/gm;
const COMPLETE = EXAMPLE.replace(COMMENTED_KEY, '$1$2');

function pathsOfSchema(schema: JsonSchema, path: string): string[] {
  const children = Object.entries(schema.properties ?? schema.items?.properties ?? {});
  return [
    ...(path === '' ? [] : [path]),
    ...children.flatMap(([key, each]) => pathsOfSchema(each, `${path}/${key}`)),
  ];
}

function pathsOfValue(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => pathsOfValue(each, path));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => [
    `${path}/${key}`,
    ...pathsOfValue(each, `${path}/${key}`),
  ]);
}

function leavesOf(value: unknown, path: Path): { path: Path; value: unknown }[] {
  if (Array.isArray(value) && value.some(isMapping))
    return value.flatMap((each, index) => leavesOf(each, [...path, index]));
  if (isMapping(value)) return Object.entries(value).flatMap(([key, each]) => leavesOf(each, [...path, key]));
  return [{ path, value }];
}

test('the example has every key of the schema, and no other', () => {
  assert.deepEqual(pathsOfValue(parse(COMPLETE), '').sort(), pathsOfSchema(configJsonSchema(), '').sort());
});

test('the example as it stands is the default', () => {
  assert.deepEqual(read(parse(EXAMPLE)), read({}));
});

test('the example shows defaults wherever there are any', () => {
  const shown = leavesOf(parse(COMPLETE), []);
  assert.ok(shown.length > 50);
  for (const { path, value } of shown) {
    const usual = schemaAt(path)?.default;
    if (usual !== undefined) assert.deepEqual(value, usual, path.join('.'));
  }
});

test('the example leaves in what has a default, and comments out the rest', () => {
  const active = new Set(pathsOfValue(parse(EXAMPLE), ''));
  const settings = leavesOf(parse(COMPLETE), []).filter(
    ({ path }) => !path.some((key) => typeof key === 'number'),
  );
  for (const { path } of settings) {
    assert.equal(active.has(`/${path.join('/')}`), schemaAt(path)?.default !== undefined, path.join('.'));
  }
});

test('the example says about every key what it is for', () => {
  const lines = EXAMPLE.split('\n');
  const keys = lines.flatMap((line, index) => (/^ *(# )?(- )?\w+:( |$)/.test(line) ? [index] : []));
  assert.ok(keys.length > 60);
  for (const index of keys) assert.match(lines[index - 1] ?? '', /^ *# .*[.a-z)]$/, lines[index]);
});

test('every key of the schema has a description, for hints and editors', () => {
  const undescribed = pathsOfSchema(configJsonSchema(), '').filter((path) => {
    const keys = path.slice(1).split('/');
    const schema = keys.reduce<JsonSchema | undefined>(
      (node, key) => (node?.properties ?? node?.items?.properties)?.[key],
      configJsonSchema(),
    );
    return schema?.description === undefined;
  });
  assert.deepEqual(undescribed, []);
});
