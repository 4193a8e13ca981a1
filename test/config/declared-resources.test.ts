import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildResourceTypes } from '../../src/config/resource-types.ts';
import { problemsIn, read } from './config-files.ts';

const DOOR = 'urn:example:scim:schemas:core:2.0:Door';

function withResources(resources?: unknown[]) {
  return {
    schemas: [
      {
        id: DOOR,
        name: 'Door',
        attributes: [
          { name: 'displayName', required: true, mutability: 'readOnly' },
          { name: 'floor', type: 'integer', mutability: 'immutable' },
        ],
      },
    ],
    resourceTypes: [{ name: 'Door', endpoint: '/Doors', schema: DOOR, ...(resources && { resources }) }],
  };
}

describe('the resources of a type', () => {
  test('are read in canonical form, whether or not clients could set what they hold', () => {
    const raw = withResources([{ id: 'front', DISPLAYNAME: 'Front door', floor: 0 }]);
    const door = buildResourceTypes(read(raw)).find(({ name }) => name === 'Door');
    assert.deepEqual(
      door?.declared?.map(({ text }) => JSON.parse(text)),
      [{ schemas: [DOOR], id: 'front', displayName: 'Front door', floor: 0 }],
    );
    assert.equal(door?.schema.attributes[0]?.mutability, 'readOnly');
  });

  test('may be none, which is not the same as clients bringing them', () => {
    const declaredOf = (resources?: unknown[]) =>
      buildResourceTypes(read(withResources(resources))).find(({ name }) => name === 'Door')?.declared;
    assert.deepEqual(declaredOf([]), []);
    assert.equal(declaredOf(), undefined);
  });

  test('have all their mistakes told at once', () => {
    const raw = withResources([
      { displayName: 'No id' },
      { id: 'back', displayName: 'Back door', colour: 'red' },
      { id: 'side', floor: 1 },
      { id: 'back', displayName: 'Back door', floor: 'first' },
    ]);
    const problems = problemsIn(() => read(raw)).map(({ path, hint }) => `${path}: ${hint}`);
    assert.match(problems.join('\n'), /resources\[0\]\.id: must be text/);
    assert.match(problems.join('\n'), /resources\[1\]\.colour: Door has no such attribute/);
    assert.match(problems.join('\n'), /resources\[2\]: displayName is required/);
    assert.match(problems.join('\n'), /resources\[3\]\.id: is taken/);
    assert.match(problems.join('\n'), /resources\[3\]: floor must be an integer/);
    assert.equal(problems.length, 5);
  });

  test('are not for users, whom identity providers bring', () => {
    const raw = { resourceTypes: [{ name: 'User', resources: [{ id: '1', userName: 'ada' }] }] };
    assert.match(problemsIn(() => read(raw))[0]?.path ?? '', /resources/);
  });
});
