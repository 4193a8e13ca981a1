import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createEffort } from '../../src/scim/effort.ts';
import { applyPatch, parsePatch } from '../../src/scim/patch.ts';
import { GROUP, type ResourceType, USER } from '../../src/scim/resource-types.ts';
import { attribute } from '../../src/scim/schema.ts';
import { readResource } from '../../src/scim/validate.ts';

const TOO_MANY = { status: 400, scimType: 'tooMany' };
const MANY = Array.from({ length: 1000 }, (_, index) => ({ value: `${index}@example.com`, type: 'work' }));

function patch(operations: readonly object[], type: ResourceType = USER) {
  const { attributes } = readResource({ userName: 'ann', displayName: 'Staff', emails: MANY }, USER);
  return applyPatch(attributes, parsePatch({ Operations: operations }, type), type);
}

function repeat<T>(count: number, value: T): readonly T[] {
  return Array.from({ length: count }, () => value);
}

/** All of these come in one request of less than 4 MiB, and would take from seconds to minutes. */
describe('a request that makes each of many operations look at many values', () => {
  const costly = `emails[${repeat(200, 'value eq "x"').join(' or ')}]`;

  test('is refused when they select by long filters', () => {
    assert.throws(() => patch(repeat(100, { op: 'remove', path: costly })), TOO_MANY);
  });

  test('is refused when they add one by one', () => {
    const additions = MANY.map((value) => ({ op: 'add', path: 'emails', value: [value] }));
    assert.throws(() => patch(additions), TOO_MANY);
  });

  test('is refused when they add one by one to a list within a value', () => {
    const keys = attribute('keys', 'string', '', { multiValued: true });
    const ring = attribute('ring', 'complex', '', { subAttributes: [keys] });
    const schema = { id: 'urn:example:ring', name: 'Ring', description: '', attributes: [ring] };
    const additions = MANY.map(({ value }) => ({ op: 'add', path: 'ring.keys', value }));
    const type = { ...USER, extensions: [{ required: false, schema }] };
    assert.throws(() => patch(additions, type), TOO_MANY);
    assert.doesNotThrow(() => patch(additions.slice(0, 100), type));
  });

  test('is refused when they judge all members of a group by something else than the id', () => {
    const removal = { op: 'remove', path: 'members[display eq "x"]' };
    assert.throws(() => patch(repeat(100, removal), GROUP), TOO_MANY);
    assert.equal(patch([removal], GROUP).members.length, 1);
  });

  test('is refused when its paths are long to read, whatever they find', () => {
    const removals = Array.from({ length: 200 }, (_, index) => ({
      op: 'remove',
      path: costly.replace('"x"', `"${index}"`),
    }));
    assert.throws(() => parsePatch({ Operations: removals }, USER), TOO_MANY);
    assert.equal(parsePatch({ Operations: removals.slice(0, 100) }, USER).length, 100);
  });

  test('is refused when they name very many attributes, known or not', () => {
    const named = (name: string) =>
      Object.fromEntries(repeat(900, name).map((each, index) => [each + index, 1]));
    const operations = repeat(60, { op: 'replace', value: named('unknown') });
    assert.throws(() => parsePatch({ Operations: operations }, USER), TOO_MANY);
    assert.deepEqual(parsePatch({ Operations: operations.slice(0, 50) }, USER), []);
  });

  test('is refused as a part of requests that share what may be taken', () => {
    const effort = createEffort(3);
    readResource({ userName: 'a', title: 'b' }, USER, effort);
    assert.throws(() => readResource({ userName: 'a', title: 'b' }, USER, effort), TOO_MANY);
  });

  test('is refused when its attributes do so by their names', () => {
    const names = Array.from({ length: 200 }, (_, index) => [
      `${costly.replace('"x"', `"${index}"`)}.display`,
      'x',
    ]);
    const body = { userName: 'ann', emails: MANY, ...Object.fromEntries(names) };
    assert.throws(() => readResource(body, USER), TOO_MANY);
  });
});

describe('a request', () => {
  test('takes hundreds out of a list of hundreds', () => {
    const { attributes } = patch([{ op: 'remove', path: 'emails', value: MANY.slice(1) }]);
    assert.deepEqual(attributes['emails'], MANY.slice(0, 1));
  });

  test('takes thousands out of a group by id', () => {
    const removals = Array.from({ length: 5000 }, (_, index) => ({
      op: 'remove',
      path: `members[value eq "${index}"]`,
    }));
    assert.equal(patch(removals, GROUP).members.length, 5000);
  });
});
