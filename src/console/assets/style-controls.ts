/** Buttons, forms, switches, and what opens and closes. */
export const CONTROLS = `
.button {
  display: inline-flex; align-items: center; justify-content: center; gap: 0.45rem; min-height: 2.375rem; padding: 0.35rem 0.95rem;
  font: 600 0.875rem/1.3 var(--sans); color: var(--ink); background: var(--surface); border: 1px solid var(--edge); border-radius: 9px;
  cursor: pointer; text-decoration: none; white-space: nowrap; transition: background 120ms, border-color 120ms;
}
.button:hover { background: var(--sunken); text-decoration: none; }
.button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.button.primary:hover { background: var(--accent-strong); border-color: var(--accent-strong); }
.button.danger { border-color: var(--bad); color: var(--bad); }
.button.danger:hover { background: var(--bad-soft); }
.button.wide { width: 100%; min-height: 2.75rem; }
.button[disabled] { opacity: 0.6; cursor: default; }
.actions { display: flex; flex-wrap: wrap; gap: 0.625rem; align-items: center; }

input, select, textarea { font: inherit; color: inherit; }
input[type="text"], input[type="search"], input[readonly], select, textarea {
  width: 100%; min-height: 2.375rem; padding: 0.4rem 0.75rem; background: var(--surface);
  border: 1px solid var(--edge); border-radius: 9px;
}
textarea { resize: vertical; padding: 0.6rem 0.75rem; line-height: 1.5; }
input.code, textarea.code { font-family: var(--code); font-size: 0.8125rem; }
select {
  appearance: none; padding-right: 2.2rem; cursor: pointer;
  background-image: linear-gradient(45deg, transparent 50%, var(--muted) 50%), linear-gradient(135deg, var(--muted) 50%, transparent 50%);
  background-position: right 1.05rem center, right 0.75rem center; background-size: 0.32rem 0.32rem; background-repeat: no-repeat;
}
input::placeholder { color: var(--muted); opacity: 1; }
input:focus-visible, select:focus-visible, textarea:focus-visible { outline: 2px solid var(--accent); outline-offset: 0; border-color: var(--accent); border-radius: 9px; }
:disabled { cursor: not-allowed; }
input[type="text"]:disabled, select:disabled, fieldset:disabled select { background-color: var(--sunken); color: var(--muted); border-color: var(--line); opacity: 1; }
input[type="file"] { width: 100%; padding: 0.7rem; border: 1px dashed var(--edge); border-radius: 9px; background: var(--sunken); color: var(--muted); }
input[type="file"]::file-selector-button { font: 600 0.875rem/1.3 var(--sans); margin-right: 0.9rem; padding: 0.4rem 0.8rem; color: var(--ink); background: var(--surface); border: 1px solid var(--edge); border-radius: 8px; cursor: pointer; }

.form { display: grid; gap: 1.25rem; }
.field { display: grid; gap: 0.3rem; min-width: 0; }
.field label, .copyable label, legend { font-weight: 600; font-size: 0.875rem; }
legend { padding: 0; margin-bottom: 0.75rem; }
.hint { color: var(--muted); font-size: 0.8125rem; line-height: 1.5; }
.problem { display: flex; align-items: center; gap: 0.4rem; color: var(--bad); font-size: 0.8125rem; font-weight: 600; }
.problem .icon { width: 1rem; height: 1rem; }
.field.invalid input, .field.invalid textarea { border-color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad); }
.card .form > .field { max-width: 34rem; }
.grid > .field label { font-weight: 500; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem 1.25rem; }
fieldset.grid > legend { float: left; width: 100%; grid-column: 1 / -1; margin-bottom: -0.25rem; }
.with-icon { position: relative; }
.with-icon .icon { position: absolute; left: 0.7rem; top: 50%; transform: translateY(-50%); color: var(--muted); pointer-events: none; }
.with-icon input { padding-left: 2.3rem; }

.switch-field { display: flex; gap: 0.9rem; align-items: flex-start; padding: 1rem; background: var(--sunken); border: 1px solid var(--line); border-radius: 10px; }
.switch-field label { font-weight: 600; cursor: pointer; }
.switch {
  appearance: none; flex: none; width: 2.75rem; height: 1.625rem; margin: 0.05rem 0 0; border-radius: 1rem; background: var(--edge);
  position: relative; cursor: pointer; transition: background 150ms;
}
.switch::after {
  content: ""; position: absolute; left: 3px; top: 3px; width: 1.25rem; height: 1.25rem; border-radius: 50%;
  background: var(--surface); box-shadow: 0 1px 3px rgb(0 0 0 / 30%); transition: transform 150ms;
}
.switch:checked { background: var(--accent); }
.switch:checked::after { transform: translateX(1.125rem); background: var(--on-accent); }
.switch:focus-visible { border-radius: 1rem; outline-offset: 3px; }
.switch:disabled { opacity: 0.55; }

.copyable { display: grid; gap: 0.3rem; }
.copyable-row { display: flex; gap: 0.5rem; }
.copyable-row input { flex: 1; min-width: 0; background: var(--sunken); text-overflow: ellipsis; }
.copyable-row .button.done { color: var(--good); border-color: var(--good); }

.toolbar { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 0.75rem; }
.toolbar .field { flex: 0 1 11rem; }
.toolbar .field.grow { flex: 1 1 16rem; }
.toolbar .field label { font-weight: 500; color: var(--muted); font-size: 0.8125rem; }
.inline { display: flex; gap: 0.5rem; align-items: center; }
.inline select { width: auto; }
.scripted [data-auto] .button, .scripted [data-search] > .button { display: none; }

.disclosure > summary, .confirm > summary, .failure > summary { cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
.disclosure > summary { display: inline-flex; align-items: center; gap: 0.4rem; font-weight: 600; font-size: 0.875rem; color: var(--accent); border-radius: 6px; }
.disclosure > summary:hover { text-decoration: underline; }
.disclosure > summary .icon, .failure > summary > .icon { width: 0.875rem; height: 0.875rem; transition: transform 120ms; }
.disclosure[open] > summary .icon, .failure[open] > summary > .icon { transform: rotate(90deg); }
.disclosure-body { padding-top: 0.9rem; }
.disclosures { display: grid; gap: 0.75rem; margin-top: 1.1rem; }
.confirm { position: relative; }
.confirm > summary { display: inline-flex; align-items: center; min-height: 2rem; padding: 0.25rem 0.75rem; border: 1px solid var(--edge); border-radius: 8px; font-weight: 600; font-size: 0.8125rem; background: var(--surface); }
.page-head .confirm > summary { min-height: 2.375rem; font-size: 0.875rem; }
.confirm > summary:hover { background: var(--sunken); }
.confirm-body {
  position: absolute; z-index: 4; right: 0; top: calc(100% + 6px); width: min(21rem, 80vw); padding: 1rem; display: grid; gap: 0.75rem; text-align: left;
  background: var(--surface); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--lifted); font-size: 0.875rem; white-space: normal; font-weight: 400;
}
.confirm-title { font-weight: 620; }
@media (max-width: 56rem) {
  .toolbar .field { flex: 1 1 calc(50% - 0.375rem); }
  .toolbar .field.grow { flex-basis: 100%; }
  .page-head .confirm-body { right: auto; left: 0; }
}
`;
