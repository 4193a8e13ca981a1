import { html } from 'hono/html';
import { isJsonObject, type Json, type JsonObject } from '../../scim/resource.ts';
import { TEXTS } from '../texts.ts';
import type { Markup } from './markup.ts';

/** An attribute's value for people. */
export function value(json: Json | undefined): Markup {
  if (json === undefined || json === null) return html`<span class="unset">${TEXTS.event.unset}</span>`;
  if (Array.isArray(json))
    return html`<ul class="values">${json.map((each: Json) => html`<li>${element(each)}</li>`)}</ul>`;
  if (!isJsonObject(json)) return html`${String(json)}`;
  const parts = Object.entries(json).map(
    ([name, part]) => html`<div><dt>${name}</dt><dd>${value(part)}</dd></div>`,
  );
  return html`<dl class="parts">${parts}</dl>`;
}

/** An element in one line: what counts, then what qualifies it. */
function element(json: Json): Markup {
  if (!isJsonObject(json)) return html`${String(json)}`;
  const { value: main, display, type, primary, $ref: _, ...others } = json;
  const shown = main ?? display;
  const rest =
    shown === undefined ? others : { ...others, ...(main !== undefined && display !== main && { display }) };
  const tags = [type, primary === true ? 'primary' : undefined].filter((tag) => tag !== undefined);
  return html`${shown === undefined ? '' : String(shown)} ${tags.map((tag) => html`<span class="tag">${String(tag)}</span>`)} ${describe(rest)}`;
}

function describe(json: Readonly<Record<string, Json | undefined>>): Markup {
  const known = Object.entries(json).filter(([, part]) => part !== undefined);
  return html`${known.map(([name, part]) => html`<span class="detail">${name}: ${typeof part === 'string' ? part : JSON.stringify(part)}</span> `)}`;
}

/** An attribute's name without the URN of its extension. */
export function attributeName(path: string): string {
  return path.startsWith('urn:') ? path.slice(path.lastIndexOf(':') + 1) : path;
}

/** A resource's attributes as rows, those of a complex one each under its path. */
export function attributeRows(object: JsonObject, prefix = ''): readonly (readonly [string, Markup])[] {
  return Object.entries(object).flatMap(([name, json]) =>
    isJsonObject(json)
      ? attributeRows(json, `${prefix}${name}.`)
      : [[`${prefix}${name}`, value(json)] as const],
  );
}
