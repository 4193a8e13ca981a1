import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatFields, formatTable } from '../../src/cli/table.ts';

const COLUMNS = [
  { title: 'NAME', text: (row: readonly string[]) => row[0] ?? '' },
  { title: 'NOTE', text: (row: readonly string[]) => row[1] ?? '' },
];

describe('formatTable', () => {
  test('makes each column as wide as its widest cell', () => {
    assert.deepEqual(
      formatTable(
        [
          ['ada', 'x'],
          ['grace hopper', 'y'],
        ],
        COLUMNS,
        80,
      ).lines,
      ['NAME          NOTE', 'ada           x', 'grace hopper  y'],
    );
  });

  test('cuts the widest column where the terminal is too narrow', () => {
    const { lines } = formatTable([['ada', 'a very long note indeed']], COLUMNS, 20);
    assert.deepEqual(lines, ['NAME  NOTE', 'ada   a very long n…']);
    assert.ok(lines.every((line) => line.length <= 20));
  });

  test('never cuts a column that is of use only whole', () => {
    const [name, note] = COLUMNS;
    assert.ok(name && note);
    const rows = [['a-long-identifier', 'a long note of use']];
    const { lines } = formatTable(rows, [{ ...name, whole: true }, note], 31);
    assert.deepEqual(lines, ['NAME               NOTE', 'a-long-identifier  a long note…']);
  });

  test('leaves out the last columns that are not needed where cutting does not do', () => {
    const [name, note] = COLUMNS;
    assert.ok(name && note);
    const rows = [['a-long-identifier', 'a long note of use']];
    assert.deepEqual(formatTable(rows, [{ ...name, whole: true }, note], 20), {
      lines: ['NAME', 'a-long-identifier'],
      omitted: ['NOTE'],
    });
    const needed = { ...note, whole: true, needed: true } as const;
    assert.deepEqual(formatTable(rows, [{ ...name, whole: true }, name, needed], 20), {
      lines: ['NAME               NOTE', 'a-long-identifier  a long note of use'],
      omitted: ['NAME'],
    });
  });

  test('spells out what could command a terminal', () => {
    const [, line] = formatTable([['ada\x1b[2J', 'a\nb\u202e']], COLUMNS, 80).lines;
    assert.equal(line, 'ada\\u{1b}[2J  a\\u{a}b\\u{202e}');
  });
});

test('formatFields keeps the lines of a value in their column', () => {
  assert.equal(
    formatFields([
      ['Key', 'one'],
      ['Certificates', 'first\nsecond'],
    ]),
    'Key           one\nCertificates  first\n              second',
  );
});
