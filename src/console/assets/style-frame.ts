/** The frame around every page: navigation, heading, and the pages that stand alone. */
export const FRAME = `
.frame { display: grid; grid-template-columns: 15.5rem minmax(0, 1fr); min-height: 100vh; }
.sidebar { border-right: 1px solid var(--line); background: var(--sunken); }
.sidebar-inner { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.25rem 0.875rem; display: flex; flex-direction: column; }
.brand { display: flex; align-items: center; gap: 0.7rem; color: var(--ink); font-weight: 640; letter-spacing: -0.01em; padding: 0 0.5rem; line-height: 1.25; }
a.brand:hover { text-decoration: none; }
.brand small { font-weight: 400; letter-spacing: 0; font-size: 0.75rem; }
.mark { width: 2rem; height: 2rem; flex: none; }
.mark-ground { fill: var(--accent); }
.mark-line { fill: none; stroke: var(--on-accent); stroke-width: 2.6; stroke-linecap: round; }
.menu { flex: 1; display: flex; flex-direction: column; }
.menu::details-content { flex: 1; display: flex; flex-direction: column; }
.menu > summary { display: none; }
.menu-body { flex: 1; display: flex; flex-direction: column; gap: 0.25rem; padding-top: 1.25rem; }
.sidebar nav { flex: 1; }
.nav-heading { margin: 1.1rem 0.5rem 0.3rem; font-size: 0.75rem; font-weight: 600; color: var(--muted); }
.sidebar nav li a {
  display: flex; align-items: center; gap: 0.65rem; padding: 0.45rem 0.5rem; border-radius: 8px;
  color: var(--ink); text-decoration: none; margin-bottom: 1px;
}
.sidebar nav li a .icon { color: var(--muted); }
.sidebar nav li a:hover { background: color-mix(in srgb, var(--ink) 6%, transparent); }
.sidebar nav li a[aria-current="page"] { background: var(--accent-soft); color: var(--accent-strong); font-weight: 600; }
.sidebar nav li a[aria-current="page"] .icon { color: var(--accent); }
.tenant { position: relative; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
.tenant > summary, div.tenant { list-style: none; padding: 0.45rem 0.7rem; display: block; }
.tenant > summary { cursor: pointer; padding-right: 1.9rem; border-radius: 9px; }
.tenant > summary::-webkit-details-marker { display: none; }
.tenant > summary::after {
  content: ""; position: absolute; right: 0.85rem; top: 1.3rem; width: 0.4rem; height: 0.4rem;
  border: solid var(--muted); border-width: 0 1.75px 1.75px 0; transform: translateY(-60%) rotate(45deg);
}
.tenant-label { display: block; font-size: 0.6875rem; color: var(--muted); line-height: 1.3; }
.tenant-name { display: block; font-weight: 600; line-height: 1.35; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.tenant ul {
  position: absolute; z-index: 5; left: -1px; right: -1px; top: calc(100% + 6px); padding: 0.35rem; background: var(--surface);
  border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--lifted); max-height: 60vh; overflow-y: auto;
}
.tenant li a { display: block; padding: 0.4rem 0.5rem; border-radius: 7px; color: var(--ink); text-decoration: none; }
.tenant li a:hover { background: var(--sunken); }
.tenant li a[aria-current] { font-weight: 600; background: var(--accent-soft); }
.tenant li.apart { border-top: 1px solid var(--line); margin-top: 0.35rem; padding-top: 0.35rem; }
.tenant li.apart a { display: flex; align-items: center; gap: 0.5rem; color: var(--accent); }
.signed-in { display: flex; align-items: center; justify-content: space-between; gap: 0.5rem; padding: 0.75rem 0.5rem 0; border-top: 1px solid var(--line); font-size: 0.8125rem; }
.signed-in p { min-width: 0; line-height: 1.35; }
.who { display: block; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.role { color: var(--muted); }
.quiet { font: inherit; background: none; border: 0; padding: 0.35rem 0.5rem; border-radius: 7px; color: var(--accent); cursor: pointer; white-space: nowrap; }
.quiet:hover { background: color-mix(in srgb, var(--ink) 6%, transparent); }

main { min-width: 0; width: 100%; max-width: 72rem; padding: 2rem clamp(1.25rem, 3.5vw, 3rem) 4rem; }
.above { margin-bottom: 0.6rem; font-size: 0.875rem; }
.above a { display: inline-flex; align-items: center; gap: 0.3rem; color: var(--muted); text-decoration: none; }
.above a:hover { color: var(--ink); text-decoration: underline; }
.above .icon { width: 0.875rem; height: 0.875rem; transform: rotate(180deg); }
.page-head { display: flex; flex-wrap: wrap; align-items: flex-start; justify-content: space-between; gap: 0.75rem 1.5rem; margin-bottom: 1.5rem; }
.page-head h1 .badge { vertical-align: 0.25em; margin-left: 0.35rem; letter-spacing: 0; }
.lead { color: var(--muted); margin-top: 0.25rem; max-width: 46rem; }
main > * + * { margin-top: 1.25rem; }
main > .above + .page-head, main > .page-head { margin-top: 0; }
.columns { display: grid; grid-template-columns: minmax(0, 1.6fr) minmax(0, 1fr); gap: 1.25rem; align-items: start; }
.columns > div > * + * { margin-top: 1.25rem; }

.alone { max-width: 31rem; margin: 0 auto; padding: 12vh 1.25rem 3rem; }
.alone .brand { justify-content: center; margin-bottom: 1.75rem; }
.alone .card { padding: 2rem; }
.or { display: flex; align-items: center; gap: 0.9rem; color: var(--muted); font-size: 0.875rem; }
.or::before, .or::after { content: ""; flex: 1; height: 1px; background: var(--line); }
.alone h1 { font-size: 1.375rem; margin-bottom: 0.75rem; }
.alone .card > * + * { margin-top: 1rem; }

@media (max-width: 56rem) {
  .frame { display: block; }
  .sidebar { border-right: 0; border-bottom: 1px solid var(--line); }
  .sidebar-inner { position: static; height: auto; padding: 0.75rem 1rem; flex-direction: row; flex-wrap: wrap; align-items: center; justify-content: space-between; overflow: visible; }
  .brand { padding: 0; }
  .menu { display: contents; }
  .menu > summary { display: block; list-style: none; cursor: pointer; padding: 0.45rem 0.85rem; border: 1px solid var(--edge); border-radius: 8px; font-weight: 600; background: var(--surface); }
  .menu > summary::-webkit-details-marker { display: none; }
  .menu::details-content { flex: 1 0 100%; }
  .menu-body { padding: 1rem 0 0.25rem; }
  .signed-in { margin-top: 0.75rem; }
  .columns { grid-template-columns: minmax(0, 1fr); }
  main { padding-top: 1.5rem; }
}
`;
