/** Colours, type, and the plain elements. Every pair of colours that meets has the contrast of WCAG 2.2 AA. */
export const BASE = `
:root {
  color-scheme: light dark;
  --ground: #f6f6f3;
  --surface: #ffffff;
  --sunken: #f3f3f0;
  --ink: #1a1c21;
  --muted: #5c616b;
  --line: #e4e4df;
  --edge: #868a92;
  --accent: #4250d2;
  --accent-strong: #343fb4;
  --accent-soft: #eceefc;
  --on-accent: #ffffff;
  --good: #146c3d;
  --good-soft: #e4f3e9;
  --warning: #855000;
  --warning-soft: #fcf0da;
  --bad: #b1271d;
  --bad-soft: #fcebe9;
  --shadow: 0 1px 2px rgb(20 22 30 / 5%), 0 4px 16px rgb(20 22 30 / 4%);
  --lifted: 0 2px 6px rgb(20 22 30 / 8%), 0 12px 32px rgb(20 22 30 / 14%);
  --radius: 12px;
  --sans: -apple-system, BlinkMacSystemFont, "Segoe UI", Inter, Roboto, "Helvetica Neue", system-ui, sans-serif;
  --code: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "JetBrains Mono", "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101217;
    --surface: #181b22;
    --sunken: #13161c;
    --ink: #e7e9ee;
    --muted: #a2a7b3;
    --line: #292d36;
    --edge: #737986;
    --accent: #a0aaff;
    --accent-strong: #b9c0ff;
    --accent-soft: #232848;
    --on-accent: #11142b;
    --good: #76d6a0;
    --good-soft: #14301f;
    --warning: #f0bd66;
    --warning-soft: #33270e;
    --bad: #ff9d95;
    --bad-soft: #3b1a18;
    --shadow: 0 1px 2px rgb(0 0 0 / 30%);
    --lifted: 0 2px 6px rgb(0 0 0 / 40%), 0 12px 32px rgb(0 0 0 / 50%);
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { font-size: 100%; -webkit-text-size-adjust: 100%; scroll-padding-top: 1.5rem; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 400 0.9375rem/1.55 var(--sans);
  font-feature-settings: "cv05", "ss03";
  -webkit-font-smoothing: antialiased;
}
h1, h2, h3, p, ul, ol, dl, dd, figure, fieldset { margin: 0; padding: 0; }
h1 { font-size: 1.625rem; line-height: 1.25; font-weight: 640; letter-spacing: -0.018em; overflow-wrap: anywhere; }
h2 { font-size: 1.0625rem; line-height: 1.35; font-weight: 620; letter-spacing: -0.006em; }
h3 { font-size: 0.875rem; line-height: 1.4; font-weight: 620; }
ul, ol { list-style: none; }
fieldset { border: 0; min-width: 0; }
strong { font-weight: 620; }
small { display: block; font-size: 0.8125rem; color: var(--muted); line-height: 1.45; }
a { color: var(--accent); text-decoration: none; text-underline-offset: 0.18em; }
a:hover { text-decoration: underline; }
p a, small a, li > a, dd a { text-decoration: underline; text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); }
code, .code { font-family: var(--code); font-size: 0.8125rem; font-feature-settings: normal; font-variant-ligatures: none; }
code { overflow-wrap: anywhere; }
p > code, dd > em { padding: 0.1em 0.35em; border-radius: 5px; background: var(--sunken); border: 1px solid var(--line); }
em { font-style: normal; }
time { font-variant-numeric: tabular-nums; white-space: nowrap; }
svg { display: block; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
main:focus, [data-focus]:focus { outline: none; }
.icon {
  width: 1.125rem; height: 1.125rem; flex: none;
  fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round;
}
.unseen {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap;
}
.skip {
  position: absolute; left: 1rem; top: 1rem; z-index: 10; padding: 0.6rem 1rem; transform: translateY(-5rem);
  background: var(--surface); border-radius: 8px;
}
.skip:focus { transform: none; box-shadow: var(--lifted); }
.note { color: var(--muted); font-size: 0.875rem; }
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; }
}
`;
