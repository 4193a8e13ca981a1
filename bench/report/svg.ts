type Attributes = Readonly<Record<string, string | number | undefined>>;

export const WIDTH = 880;
export const MARGIN = 28;
/** Where the content of a drawing may begin, below its title and notes. */
export const TOP = 102;

const STYLE = `
svg { color-scheme: light dark;
  --surface: #fff; --ink: #1a1c21; --muted: #5c616b; --grid: #e4e4df; --other: #b9bdc6; --first: #4250d2; --second: #b4530a }
@media (prefers-color-scheme: dark) { svg {
  --surface: #181b22; --ink: #e7e9ee; --muted: #a2a7b3; --grid: #2f343f; --other: #5b616e; --first: #a0aaff; --second: #f0a45d } }
text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; font-variant-numeric: tabular-nums; fill: var(--ink) }
.title { font-size: 19px; font-weight: 650 }
.strong { font-weight: 600 }
.muted { fill: var(--muted) }
.small { font-size: 12px }
.end { text-anchor: end }
.surface { fill: var(--surface); stroke: var(--grid) }
.grid { stroke: var(--grid) }
.other { fill: var(--other) }
.fill-first { fill: var(--first) }
.fill-second { fill: var(--second) }
.goal { stroke: var(--ink); stroke-width: 2 }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
.first { stroke: var(--first) }
.second { stroke: var(--second) }
`;

/** Text for between tags and in attributes. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** @param children elements, or escaped text */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(typeof value === 'number' ? tenths(value) : `${value}`)}"`)
    .join('');
  const content = children.join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** @param look a class of the style, or several */
export function text(content: string, place: Attributes, look?: string): string {
  return element('text', { ...place, class: look }, escapeXml(content));
}

/** More than a tenth of a pixel nobody sees. */
export function tenths(number: number): string {
  return Number(number.toFixed(1)).toString();
}

export interface Frame {
  readonly title: string;
  /** The lines below the title. */
  readonly notes: readonly string[];
  /** What it shows, for those who do not see it. */
  readonly description: string;
  readonly height: number;
}

/** A whole drawing. It has a ground of its own: a page may be dark where the reader's system is light. */
export function draw({ title, notes, description, height }: Frame, parts: readonly string[]): string {
  const size = { width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` };
  const root = element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img', 'aria-labelledby': 'title description' },
    `\n${element('title', { id: 'title' }, escapeXml(title))}\n`,
    `${element('desc', { id: 'description' }, escapeXml(description))}\n`,
    `${element('style', {}, STYLE)}\n`,
    `${element('rect', { x: 0.5, y: 0.5, width: WIDTH - 1, height: height - 1, rx: 12, class: 'surface' })}\n`,
    `${text(title, { x: MARGIN, y: 42 }, 'title')}\n`,
    ...notes.map((note, index) => `${text(note, { x: MARGIN, y: 65 + index * 18 }, 'small muted')}\n`),
    ...parts.map((part) => `${part}\n`),
  );
  return `${root}\n`;
}
