import { html } from 'hono/html';
import type { Finding } from '../../admin/finding.ts';
import type { Figures } from '../dependencies.ts';
import { TEXTS } from '../texts.ts';
import type { Minute } from '../traffic.ts';
import { barChart, lineChart } from '../ui/chart.ts';
import type { Markup } from '../ui/markup.ts';
import { badge, card, notice, type Tone } from '../ui/parts.ts';
import { table } from '../ui/table.ts';
import { distance } from '../ui/time.ts';
import type { View } from '../view.ts';
import { page } from './layout.ts';

const { health: TEXT } = TEXTS;

interface ShownHealth {
  readonly findings: readonly Finding[];
  readonly minutes: readonly Minute[];
  readonly figures: Figures;
  /** Of the current tenant. */
  readonly counts: { readonly users: number; readonly groups: number } | undefined;
  readonly now: number;
}

const TONES: Readonly<Record<Finding['state'], Tone>> = { good: 'good', warning: 'warning', bad: 'bad' };
const ORDER: readonly Finding['state'][] = ['bad', 'warning', 'good'];

export function healthPage(view: View, { findings, minutes, figures, counts, now }: ShownHealth): Markup {
  return page(view, {
    title: TEXT.title,
    lead: TEXT.lead,
    content: [
      figuresRow(figures, counts, now),
      findingsCard(findings),
      card({ id: 'traffic', title: TEXT.traffic, note: TEXT.trafficNote, content: charts(minutes) }),
    ],
  });
}

function figuresRow(
  { databaseBytes, startedAt, version }: Figures,
  counts: ShownHealth['counts'],
  now: number,
): Markup {
  const figure = (name: string, value: Markup | string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<dl class="figures" aria-label="${TEXT.figures}">
    ${counts && figure(TEXT.users, counts.users.toLocaleString('en'))}
    ${counts && figure(TEXT.groups, counts.groups.toLocaleString('en'))}
    ${figure(TEXT.database, formatBytes(databaseBytes))}
    ${figure(TEXT.running, distance(startedAt, now))}
    ${figure(TEXT.version, version)}
  </dl>`;
}

/** What is not good comes first. */
function findingsCard(findings: readonly Finding[]): Markup {
  const sorted = findings.toSorted((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
  const isAllGood = findings.every(({ state }) => state === 'good');
  return card({
    id: 'findings',
    title: TEXT.findings,
    content: [
      isAllGood && notice('good', TEXT.allGood),
      table(
        TEXT.findings,
        [
          { title: TEXT.column.check, isHead: true, cell: ({ check }) => check },
          { title: TEXT.column.state, cell: ({ state }) => badge(TONES[state], TEXT.state[state]) },
          { title: TEXT.column.detail, cell: ({ detail }) => detail, className: 'prose' },
        ],
        sorted,
      ),
    ],
  });
}

function charts(minutes: readonly Minute[]): Markup {
  const total = sum(minutes.map(({ requests }) => requests));
  if (total === 0) return html`<p class="note">${TEXT.idle}</p>`;
  const failed = sum(minutes.map(({ failures }) => failures));
  const peak = Math.max(...minutes.map(({ requests }) => requests));
  const medians = minutes.map(({ median }) => median);
  const slow = minutes.map((minute) => minute.slow);
  const slowest = Math.max(...slow.map((each) => each ?? 0));
  const ends = { start: TEXT.hour, end: TEXT.now };
  const requestsLabel = TEXT.requestsChart(format(total), format(failed), format(peak));
  const latencyLabel = TEXT.latencyChart(
    formatMs(Math.max(...medians.map((each) => each ?? 0))),
    formatMs(slowest),
  );
  return html`<div class="charts">
    <figure><figcaption><h3>${TEXT.requests}</h3>${legend([
      ['c-bar', TEXT.served],
      ['c-bar-bad', TEXT.failed],
    ])}</figcaption>
      ${barChart(
        minutes.map(({ requests, failures }) => ({ whole: requests, part: failures })),
        { label: requestsLabel, top: format(peak), ...ends },
      )}</figure>
    <figure><figcaption><h3>${TEXT.latency}</h3>${legend([
      ['c-median', TEXT.median],
      ['c-slow', TEXT.slow],
    ])}</figcaption>
      ${lineChart(
        [
          { name: 'c-slow', values: slow },
          { name: 'c-median', values: medians },
        ],
        { label: latencyLabel, top: formatMs(slowest), ...ends },
      )}</figure>
  </div>`;
}

function legend(entries: readonly (readonly [name: string, text: string])[]): Markup {
  return html`<ul class="legend">${entries.map(([name, text]) => html`<li class="${name}">${text}</li>`)}</ul>`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function format(number: number): string {
  return number.toLocaleString('en');
}

function formatMs(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}

function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = Math.min(Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)), units.length - 1);
  return `${(bytes / 1024 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}
