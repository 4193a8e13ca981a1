import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AttributeChange, Event } from '../../../src/directory/event.ts';
import { WAVE, wavesOf } from '../../../src/gateway/delivery/waves.ts';

const change = (attribute: string, before?: string, after?: string): AttributeChange => ({
  attribute,
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
});

/** An event of the user of that id. */
function ofUser(resourceId: string, ...changes: readonly AttributeChange[]): Event {
  return { resourceType: 'User', resourceId, resourceName: `${resourceId}@x`, changes } as unknown as Event;
}

const ofGroup = (resourceId: string): Event => ({ ...ofUser(resourceId), resourceType: 'Group' });

const idsOf = (events: readonly Event[]): string[] =>
  Array.from(wavesOf(events), (wave) => wave.map(({ resourceId }) => resourceId).join(' '));

describe('events that are under way at once', () => {
  test('are those of different users', () => {
    assert.deepEqual(idsOf([ofUser('a'), ofUser('b'), ofUser('c')]), ['a b c']);
    assert.deepEqual(idsOf([ofUser('a'), ofUser('b'), ofUser('a'), ofUser('c')]), ['a b', 'a c']);
    assert.deepEqual(idsOf([]), []);
  });

  test('are no more than so many', () => {
    const waves = idsOf(Array.from({ length: WAVE + 1 }, (_, index) => ofUser(String(index))));
    assert.deepEqual(
      waves.map((ids) => ids.split(' ').length),
      [WAVE, 1],
    );
  });

  test('are neither before nor after those of a group', () => {
    assert.deepEqual(idsOf([ofUser('a'), ofGroup('g'), ofGroup('h'), ofUser('b'), ofUser('c')]), [
      ...['a', 'g', 'h', 'b c'],
    ]);
  });

  test('are not of two users of whom one is called as the other was', () => {
    const renamed = ofUser('a', change('userName', 'ada', 'lady'));
    assert.deepEqual(idsOf([renamed, ofUser('b', change('userName', undefined, 'ada'))]), ['a', 'b']);
    const deleted = ofUser('a', change('externalId', '1'));
    assert.deepEqual(idsOf([deleted, ofUser('b', change('externalId', undefined, '1'))]), ['a', 'b']);
    assert.deepEqual(idsOf([ofUser('a', change('title', 'x')), ofUser('b', change('title', 'x'))]), ['a b']);
  });
});
