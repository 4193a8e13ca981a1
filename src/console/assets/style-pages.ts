/** What only some pages have: the wizard, the Secret, drawings, the feed, charts. */
export const PAGES = `
.steps { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 0.75rem; counter-reset: step; }
.steps li { display: flex; gap: 0.65rem; align-items: center; padding: 0.75rem 0; border-top: 3px solid var(--line); color: var(--muted); font-size: 0.875rem; line-height: 1.35; }
.steps li.done { border-color: var(--good); color: var(--ink); }
.steps li.current { border-color: var(--accent); color: var(--ink); font-weight: 600; }
.step-mark { width: 1.625rem; height: 1.625rem; flex: none; display: grid; place-items: center; border-radius: 50%; border: 1.5px solid var(--edge); font-size: 0.8125rem; font-weight: 600; }
.done .step-mark { background: var(--good-soft); border-color: transparent; color: var(--good); }
.done .step-mark .icon { width: 0.9rem; height: 0.9rem; stroke-width: 2.5; }
.current .step-mark { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }

.pair > * + * { margin-top: 1rem; }
.setup { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 28rem); gap: 1.5rem 2rem; align-items: start; }
.setup:not(:has(figure)) { grid-template-columns: minmax(0, 1fr); }
.todo { counter-reset: todo; display: grid; gap: 1.1rem; }
.todo > li { counter-increment: todo; position: relative; padding-left: 2.25rem; min-width: 0; }
.todo > li::before { content: counter(todo); position: absolute; left: 0; top: 0; width: 1.5rem; height: 1.5rem; border-radius: 50%; display: grid; place-items: center; font-size: 0.8125rem; font-weight: 600; background: var(--accent-soft); color: var(--accent-strong); }
.entries { margin-top: 0.5rem; display: grid; gap: 0.5rem; }
.entries dt { color: var(--muted); font-size: 0.8125rem; line-height: 1.4; }
.entries dd em { font-weight: 600; }
.picture { width: 100%; height: auto; font-family: var(--sans); }
.p-window { fill: var(--surface); stroke: var(--edge); }
.p-line { stroke: var(--line); }
.p-title { fill: var(--ink); font-size: 14px; font-weight: 620; }
.p-label { fill: var(--muted); font-size: 11.5px; }
.p-option { fill: var(--ink); font-size: 11.5px; }
.p-field { fill: var(--accent-soft); stroke: var(--accent); }
.p-value { fill: var(--accent-strong); font: 11px var(--code); font-variant-ligatures: none; font-weight: 600; }
.p-check { fill: var(--accent); }
.p-tick { fill: none; stroke: var(--on-accent); stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.p-button { fill: none; stroke: var(--accent); }
.p-button.full { fill: var(--accent); }
.p-button-text.full { fill: var(--on-accent); }
.p-button-text { fill: var(--accent-strong); font-size: 10.5px; font-weight: 600; }

.arrival { display: flex; gap: 1.1rem; align-items: flex-start; }
.arrival h2 + p { color: var(--muted); }
.arrival .actions { margin-top: 0.9rem; }
.arrival > .icon { width: 2rem; height: 2rem; padding: 0.4rem; border-radius: 50%; background: var(--good-soft); color: var(--good); stroke-width: 2.5; }
.refused { display: flex; gap: 0.4rem; align-items: center; margin-top: 0.5rem; color: var(--bad); font-weight: 600; font-size: 0.875rem; }
.pulse { width: 0.75rem; height: 0.75rem; flex: none; margin: 0.4rem 0.35rem 0; border-radius: 50%; background: var(--accent); animation: pulse 2s ease-out infinite; }
@keyframes pulse { 0% { box-shadow: 0 0 0 0 color-mix(in srgb, var(--accent) 45%, transparent); } 70%, 100% { box-shadow: 0 0 0 0.6rem transparent; } }

.live-sign { display: flex; align-items: center; gap: 0.6rem; font-size: 0.875rem; font-weight: 600; }
.live-sign[hidden] { display: none; }
.live-sign .pulse { margin: 0; background: var(--good); animation-name: pulse-good; }
.live-sign.paused .pulse { background: var(--edge); animation: none; }
@keyframes pulse-good { 0% { box-shadow: 0 0 0 0 color-mix(in srgb, var(--good) 45%, transparent); } 70%, 100% { box-shadow: 0 0 0 0.5rem transparent; } }
.activity > * + * { margin-top: 1.25rem; }

.entries-list > .entry { position: relative; padding: 0 0 1rem 1.75rem; }
.entries-list > .entry::before { content: ""; position: absolute; left: 0.19rem; top: 0.4rem; width: 0.7rem; height: 0.7rem; border-radius: 50%; background: var(--edge); }
.entries-list > .entry::after { content: ""; position: absolute; left: 0.5rem; top: 1.4rem; bottom: -0.15rem; width: 1px; background: var(--line); }
.entries-list > .entry:last-child { padding-bottom: 0; }
.entries-list > .entry:last-child::after { display: none; }
.entry.create::before, .entry.activate::before { background: var(--good) !important; }
.entry.deactivate::before, .entry.delete::before { background: var(--bad) !important; }
.entry.update::before { background: var(--accent) !important; }
.entry.new { animation: arrive 1.6s ease-out; }
@keyframes arrive { 0% { background: var(--accent-soft); } 100% { background: transparent; } }
.entry-head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
.entry-title .kind { color: var(--muted); }
.entry-meta { color: var(--muted); font-size: 0.8125rem; overflow-wrap: anywhere; }
.entry-meta code { font-size: 0.75rem; padding: 0; border: 0; background: none; }
.entry-more > summary { display: inline-flex; align-items: baseline; gap: 0.35rem; list-style: none; cursor: pointer; color: var(--muted); font-size: 0.8125rem; border-radius: 5px; }
.entry-more > summary:hover { color: var(--ink); }
.entry-more > summary .icon { width: 0.7rem; height: 0.7rem; stroke-width: 2.25; transition: transform 120ms; }
.entry-more[open] > summary .icon { transform: rotate(90deg); }
.attributes { font-family: var(--code); font-size: 0.75rem; margin-left: 0.35rem; }
.entry table.compact { margin: 0.5rem 0; }
table.compact { font-size: 0.875rem; border: 1px solid var(--line); border-radius: 8px; border-collapse: separate; border-spacing: 0; overflow: hidden; table-layout: fixed; }
table.compact th, table.compact td { padding: 0.4rem 0.75rem !important; overflow-wrap: anywhere; }
table.compact thead th { background: var(--sunken); font-size: 0.75rem; }
table.compact th:first-child { width: 26%; }
table.compact tbody th { font-weight: 400; }
.sent-title { font-size: 0.875rem; }
.sent-title + .note { margin-top: -0.75rem; font-size: 0.8125rem; }
table.sent th:first-child { width: 45%; }
table.sent .fault > * { background: var(--bad-soft); color: var(--ink); }
table.sent .badge { margin-left: 0.35rem; background: var(--surface); }
td.before { color: var(--muted); }

.failures > li + li { border-top: 1px solid var(--line); }
.failure > summary { display: flex; align-items: center; gap: 0.75rem; padding: 0.7rem 0; border-radius: 6px; }
.failure > summary > .icon { color: var(--muted); }
.failure-title { flex: 1; min-width: 0; font-weight: 600; }
.times { font-weight: 400; color: var(--muted); font-size: 0.8125rem; margin-left: 0.35rem; white-space: nowrap; }
.failure-time { color: var(--muted); font-size: 0.8125rem; }
.failure-body { padding: 0.25rem 0 1rem 1.65rem; display: grid; gap: 0.9rem; }
.mend { padding: 0.75rem 0.9rem; border-radius: 9px; background: var(--accent-soft); }
.mend strong { display: block; font-size: 0.8125rem; color: var(--accent-strong); }
.receivers > li { padding: 0.7rem 0; display: grid; gap: 0.35rem; }
.receivers > li + li { border-top: 1px solid var(--line); }
.receiver-head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
.receivers .kind { color: var(--muted); }
.receivers .badge { margin-left: 0.35rem; }
.receivers .sent-title { margin-top: 0.35rem; }
.revocations { display: grid; gap: 0.2rem; font-size: 0.875rem; }
.calm { display: flex; align-items: center; gap: 0.5rem; }
.calm .icon { color: var(--good); }

.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.5rem 2rem; }
.charts figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1rem; margin-bottom: 0.5rem; }
.chart { width: 100%; height: auto; }
.c-grid { stroke: var(--line); fill: none; }
.c-text { fill: var(--muted); font: 15px var(--sans); }
rect.c-bar { fill: var(--accent); } rect.c-bar-bad { fill: var(--bad); }
path.c-median, path.c-slow { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
path.c-median { stroke: var(--accent); } path.c-slow { stroke: var(--warning); stroke-dasharray: 5 4; }
.legend { display: flex; gap: 0.9rem; font-size: 0.8125rem; color: var(--muted); }
.legend li { display: flex; align-items: center; gap: 0.4rem; }
.legend li::before { content: ""; width: 0.7rem; height: 0.7rem; border-radius: 3px; background: var(--accent); }
.legend li.c-bar-bad::before { background: var(--bad); }
.legend li.c-slow::before { background: var(--warning); }

@media (max-width: 56rem) {
  .steps { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .setup { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 40rem) {
  .failure > summary { flex-wrap: wrap; gap: 0.25rem 0.6rem; }
  .failure-time { flex: 1 0 100%; padding-left: 1.5rem; }
  .failure-body { padding-left: 0; }
  table.sent th:first-child { width: 54%; }
  .charts { grid-template-columns: minmax(0, 1fr); }
}
`;
