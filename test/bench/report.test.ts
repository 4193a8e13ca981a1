import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createProgress } from '../../bench/progress.ts';
import { drawBars } from '../../bench/report/draw-bars.ts';
import { drawLines } from '../../bench/report/draw-lines.ts';
import { formatCount, formatRatio } from '../../bench/report/format.ts';
import { BEGIN, END, replaceGenerated } from '../../bench/report/generated-part.ts';
import { element, escapeXml } from '../../bench/report/svg.ts';
import { ticksTo } from '../../bench/report/ticks.ts';

describe('the ticks of an axis', () => {
  const cases: readonly [most: number, ticks: readonly number[]][] = [
    [10, [0, 2, 4, 6, 8, 10]],
    [999_901, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]],
    [0.6, [0, 0.2, 0.4, 0.6]],
    [2.1, [0, 0.5, 1, 1.5, 2, 2.5]],
    [0.013, [0, 0.005, 0.01, 0.015]],
  ];
  for (const [most, ticks] of cases) {
    test(`are round numbers up to ${most}`, () => assert.deepEqual(ticksTo(most), ticks));
  }
});

describe('numbers', () => {
  test('have their thousands apart', () => assert.equal(formatCount(1_234_567.4), '1\u202f234\u202f567'));
  test('have two digits that count', () => {
    assert.deepEqual([0.0434, 0.8, 14.8, 1234].map(formatRatio), ['0.043', '0.8', '15', '1\u202f234']);
  });
});

describe('SVG', () => {
  test('escapes text and attributes', () => {
    assert.equal(escapeXml('<a> & "b"'), '&lt;a&gt; &amp; &quot;b&quot;');
    assert.equal(element('g', { id: '"', x: 1.26, class: undefined }), '<g id="&quot;" x="1.3"/>');
  });

  test('of bars has a mark for each goal, and says what it shows', () => {
    const figures = [
      { name: 'sources', perSecond: 800 },
      { name: 'floor', perSecond: 1000 },
      { name: 'peer', perSecond: 40 },
    ];
    const svg = drawBars(
      [{ name: 'a < b', figures, outcomes: [], goals: { floor: 0.75, peer: 15 } }],
      'here',
    );
    assert.equal(svg.match(/class="goal"/g)?.length, 2);
    assert.match(svg, /<desc id="description">a &lt; b: sources 800, floor 1\u202f000, peer 40\.<\/desc>/);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
  });

  test('of lines is small, and keeps names at the same height apart', () => {
    const points = Array.from({ length: 200 }, (_, index) => [index * 5000 + 1, 3] as const);
    const curves = [
      { name: 'one', points },
      { name: 'other', points },
    ];
    const svg = drawLines({ name: 'x', title: 'X', x: { title: 'x' }, y: { title: 'ms' }, curves }, 'here');
    const [one, other] = [...svg.matchAll(/y="([\d.]+)" class="strong/g)].map(([, y]) => Number(y));
    assert.equal(Number(other) - Number(one), 18);
    assert.ok(svg.length < 10_000, `${svg.length}`);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
  });
});

describe('the generated part of a document', () => {
  test('is replaced, and nothing else', () => {
    const document = `before\n${BEGIN}\nold\n${END}\nafter\n`;
    assert.equal(replaceGenerated(document, 'new\n'), `before\n${BEGIN}\n\nnew\n\n${END}\nafter\n`);
  });

  for (const document of [
    '',
    BEGIN,
    END,
    `${END}${BEGIN}`,
    `${BEGIN}${END}${END}`,
    `${BEGIN}${BEGIN}${END}`,
  ]) {
    test(`is not found in ${JSON.stringify(document)}`, () => {
      assert.throws(() => replaceGenerated(document, ''), /There is not one line/);
    });
  }
});

describe('progress', () => {
  function tell(isTTY: boolean): string {
    let told = '';
    const output = { isTTY, columns: 20, write: (text: string) => (told += text) };
    const progress = createProgress(output, () => 0);
    progress.begin('create');
    progress.step('round 1 of 5');
    progress.end();
    return told;
  }

  test('is a line for each step', () => {
    assert.equal(tell(false), '  0:00  create\n  0:00  create: round 1 of 5\n');
  });

  test('is one line on a terminal, never longer than that', () => {
    assert.deepEqual(tell(true).split('\r\u001b[K'), ['', '  0:00  create', '  0:00  create: rou', '']);
  });
});
