import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatCsv, parseCsv } from '../../src/cli/csv.ts';

describe('parseCsv', () => {
  test('reads quotations with commas, quotation marks and line ends in them', () => {
    assert.deepEqual(parseCsv('a,"b,""c""",\r\n"two\nlines",,x\n'), [
      { line: 1, cells: ['a', 'b,"c"', ''] },
      { line: 2, cells: ['two\nlines', '', 'x'] },
    ]);
  });

  test('leaves out a byte order mark and empty lines, and counts on', () => {
    assert.deepEqual(parseCsv('\uFEFFuserName\n\nada'), [
      { line: 1, cells: ['userName'] },
      { line: 3, cells: ['ada'] },
    ]);
  });

  test('refuses a quotation that does not end, and one inside a cell', () => {
    assert.throws(() => parseCsv('a\n"b'), /Line 2/);
    assert.throws(() => parseCsv('a"b"'), /Line 1/);
  });
});

test('formatCsv writes what parseCsv reads', () => {
  const cells = ['plain', 'with "marks", and\ncommas', ''];
  assert.deepEqual(parseCsv(formatCsv(cells)), [{ line: 1, cells }]);
});
