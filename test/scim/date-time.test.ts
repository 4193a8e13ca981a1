import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDateTime, parseDateTime } from '../../src/scim/date-time.ts';

for (const [text, instant] of [
  ['2024-05-01T08:00:00Z', Date.UTC(2024, 4, 1, 8)],
  ['2024-05-01T08:00:00', Date.UTC(2024, 4, 1, 8)],
  ['2024-05-01t08:00:00.1234567z', Date.UTC(2024, 4, 1, 8, 0, 0, 123)],
  ['2024-02-29T23:30:00-01:00', Date.UTC(2024, 2, 1, 0, 30)],
  ['2024-02-30T00:00:00Z', undefined],
  ['2023-02-29T00:00:00Z', undefined],
  ['2024-13-01T00:00:00Z', undefined],
  ['2024-05-01T25:00:00Z', undefined],
  ['2024-05-01', undefined],
  ['2024-05-01 08:00:00Z', undefined],
  ['2024-05-01T08:00Z', undefined],
  ['May 1, 2024', undefined],
  ['0', undefined],
  ['', undefined],
] as const) {
  test(`reads ${text} as ${instant === undefined ? 'no date' : new Date(instant).toISOString()}`, () => {
    assert.equal(parseDateTime(text), instant);
  });
}

test('writes any instant as the language does', () => {
  const instants = fc.date({ noInvalidDate: true, min: new Date('1900-01-01'), max: new Date('9999-12-31') });
  fc.assert(fc.property(instants, (date) => formatDateTime(date.getTime()) === date.toISOString()));
  for (let day = 0; day < 1500; day += 1) {
    const date = new Date(day * 86_400_000 + 1);
    assert.equal(formatDateTime(date.getTime()), date.toISOString());
  }
});
