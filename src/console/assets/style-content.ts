/** What pages are made of: cards, tables, lists of facts, badges, notices. */
export const CONTENT = `
.card { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: 1.375rem 1.5rem; box-shadow: var(--shadow); min-width: 0; }
.card.flush { padding: 0; overflow: hidden; }
.card-head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: flex-start; gap: 0.75rem 1.5rem; margin-bottom: 1.1rem; }
.card-head .note { margin-top: 0.15rem; max-width: 44rem; }
.card > * + * { margin-top: 1.1rem; }
.card > .card-head + *, .card.flush > * + * { margin-top: 0; }

.badge { display: inline-flex; align-items: center; gap: 0.3rem; padding: 0.1rem 0.55rem; border-radius: 1rem; font-size: 0.75rem; font-weight: 600; line-height: 1.5; white-space: nowrap; }
.badge .icon { width: 0.8125rem; height: 0.8125rem; stroke-width: 2; }
.badge.plain { background: color-mix(in srgb, var(--ink) 8%, var(--surface)); color: var(--muted); }
.badge.good { background: var(--good-soft); color: var(--good); }
.badge.warning { background: var(--warning-soft); color: var(--warning); }
.badge.bad { background: var(--bad-soft); color: var(--bad); }
.badge.accent { background: var(--accent-soft); color: var(--accent-strong); }
.tag { display: inline-block; padding: 0 0.4rem; border-radius: 5px; background: color-mix(in srgb, var(--ink) 7%, var(--surface)); color: var(--muted); font-size: 0.75rem; }
.tag + .tag { margin-left: 0.15rem; }
.detail, .unset { color: var(--muted); font-size: 0.8125rem; }

.notice { display: flex; gap: 0.75rem; padding: 0.9rem 1rem; border-radius: 10px; border: 1px solid var(--line); background: var(--surface); font-size: 0.9375rem; }
.notice > .icon { margin-top: 0.15rem; }
.notice h2 { font-size: 0.9375rem; }
.notice ul { margin-top: 0.25rem; }
.notice.good { background: var(--good-soft); border-color: transparent; } .notice.good > .icon { color: var(--good); }
.notice.warning { background: var(--warning-soft); border-color: transparent; } .notice.warning > .icon { color: var(--warning); }
.notice.bad { background: var(--bad-soft); border-color: transparent; } .notice.bad > .icon, .notice.bad a { color: var(--bad); }
.notice.plain > .icon { color: var(--muted); }

.empty { text-align: center; padding: 2.25rem 1rem; color: var(--muted); }
.empty-title { font-weight: 620; color: var(--ink); font-size: 1.0625rem; margin-bottom: 0.25rem; }
.empty .button { margin-top: 1.25rem; }

.table-frame { overflow-x: auto; position: relative; }
.table-frame:has(details[open]) { overflow: visible; }
table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; }
th, td { padding: 0.75rem 1rem; text-align: left; vertical-align: top; font-weight: 400; border-top: 1px solid var(--line); overflow-wrap: break-word; }
thead th { border-top: 0; padding-top: 0.6rem; padding-bottom: 0.6rem; font-size: 0.8125rem; font-weight: 600; color: var(--muted); white-space: nowrap; }
tbody th { font-weight: 600; }
tbody th small { font-weight: 400; }
td.end, th.end { text-align: right; }
.card.flush th:first-child, .card.flush td:first-child { padding-left: 1.5rem; }
.card.flush th:last-child, .card.flush td:last-child { padding-right: 1.5rem; }
.card:not(.flush) th:first-child, .card:not(.flush) td:first-child { padding-left: 0; }
.card:not(.flush) th:last-child, .card:not(.flush) td:last-child { padding-right: 0; }
.card.flush tbody tr:hover { background: color-mix(in srgb, var(--accent) 4%, transparent); }
.table-note { padding: 0.9rem 1.5rem 0.5rem; color: var(--muted); font-size: 0.875rem; }
td, td time { font-variant-numeric: tabular-nums; }
.named { display: flex; gap: 0.75rem; align-items: center; }
.vendor-mark { width: 2.25rem; height: 2.25rem; flex: none; border-radius: 9px; display: grid; place-items: center; font-weight: 640; background: var(--accent-soft); color: var(--accent-strong); }
.pager { display: flex; gap: 0.5rem; justify-content: flex-end; padding: 0.9rem 1.5rem; border-top: 1px solid var(--line); }
.card:not(.flush) > .pager { padding: 1rem 0 0; }

.facts > div { display: grid; grid-template-columns: minmax(8.5rem, 12rem) minmax(0, 1fr); gap: 0.25rem 1.25rem; padding: 0.5rem 0; border-top: 1px solid var(--line); }
.facts > div:first-child { border-top: 0; padding-top: 0; }
.facts > div:last-child { padding-bottom: 0; }
.facts dt { color: var(--muted); font-size: 0.875rem; overflow-wrap: anywhere; }
.facts dd { min-width: 0; overflow-wrap: anywhere; }
.columns > div:last-child .facts > div { grid-template-columns: minmax(6.5rem, 7.5rem) minmax(0, 1fr); }
.values > li + li { margin-top: 0.3rem; }
.parts > div { display: flex; gap: 0.5rem; }
.parts dt { color: var(--muted); font-size: 0.8125rem; }
.schema { margin-top: 1.25rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); }
.schema + .facts { margin-top: 0.75rem; }
.links > li { padding: 0.4rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.links > li:first-child { border-top: 0; padding-top: 0; }
.fingerprint { font-size: 0.75rem; }

.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1px; background: var(--line); border: 1px solid var(--line); border-radius: var(--radius); overflow: hidden; box-shadow: var(--shadow); }
.figures > div { background: var(--surface); padding: 1rem 1.25rem; display: flex; flex-direction: column; }
.figures dt { color: var(--muted); font-size: 0.8125rem; }
.figures dd { font-size: 1.25rem; font-weight: 620; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; }

@media (max-width: 40rem) {
  .table-frame table, .table-frame tbody, .table-frame tr, .table-frame th, .table-frame td { display: block; }
  .table-frame thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .table-frame tbody tr { padding: 0.8rem 1.125rem; border-top: 1px solid var(--line); }
  .card:not(.flush) .table-frame tbody tr { padding-left: 0; padding-right: 0; }
  .table-frame tbody tr:first-child { border-top: 0; }
  .card:not(.flush) .table-frame tbody tr:first-child { padding-top: 0; }
  .table-frame tbody th, .table-frame tbody td { padding: 0.15rem 0 !important; border: 0; text-align: left; overflow-wrap: anywhere; }
  .table-frame tbody td { display: grid; grid-template-columns: 8rem minmax(0, 1fr); gap: 0 0.75rem; }
  .table-frame tbody td > * { justify-self: start; grid-column: 2; }
  .table-frame tbody td::before { content: attr(data-title); color: var(--muted); font-size: 0.8125rem; grid-column: 1; grid-row: 1; }
  .card { padding: 1.1rem 1.125rem; }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .figures > :last-child:nth-child(odd) { grid-column: 1 / -1; }
  .facts > div, .columns > div:last-child .facts > div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .table-note, .pager { padding-left: 1.125rem; padding-right: 1.125rem; }
  .card.flush th:first-child, .card.flush td:first-child { padding-left: 1.125rem; }
}
`;
