import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Vendor } from '../../src/directory/identity-provider.ts';
import { isJsonObject, type Json } from '../../src/scim/resource.ts';
import { at, createScimClient } from '../../src/selftest/scim-client.ts';
import { openTestTenant, type TestTenant } from './test-tenant.ts';

/** A conversation with a client as it was seen on the wire: what it sent, and what the answer must hold. */
interface Dialogue {
  readonly about: string;
  /** How the client presents its key: Key and Secret, or the Secret alone. */
  readonly credential: 'basic' | 'bearer';
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly exchanges: readonly {
    readonly note: string;
    readonly send: {
      readonly method: string;
      readonly path: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Json;
    };
    readonly expect: {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** What the body holds at least; arrays have that many elements. */
      readonly body?: Json;
      /** JSON Pointers to where the body has nothing. */
      readonly absent?: readonly string[];
    };
    /** JSON Pointers to what to remember of the answer: `{{name}}` stands for it from then on. */
    readonly keep?: Readonly<Record<string, string>>;
    /** The events that were recorded by this request, all of them, as `action type name`. */
    readonly events?: readonly string[];
  }[];
}

const folder = new URL('./', import.meta.url);
const clients = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());

for (const client of clients) {
  describe(`dialogues with ${client.name}`, () => {
    const files = readdirSync(new URL(`${client.name}/`, folder)).filter((file) => file.endsWith('.json'));
    for (const file of files.filter((name) => name !== 'spec.json')) {
      const text = readFileSync(new URL(`${client.name}/${file}`, folder), 'utf8');
      const dialogue: Dialogue = JSON.parse(text);
      test(`${file}: ${dialogue.about}`, async () => {
        await using tenant = await openTestTenant({ identityProvider: { vendor: client.name as Vendor } });
        await walk(dialogue, tenant);
      });
    }
  });
}

async function walk(dialogue: Dialogue, tenant: TestTenant): Promise<void> {
  const kept = new Map([['baseUrl', tenant.baseUrl]]);
  const fill = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value).replaceAll(/\{\{(\w+)\}\}/g, (_, name) => kept.get(name) ?? `no ${name}`),
    );
  const authorization = dialogue.credential === 'basic' ? tenant.authorization : `Bearer ${tenant.secret}`;
  const scim = createScimClient({ ...tenant, authorization });

  for (const { note, send, expect, keep = {}, events = [] } of dialogue.exchanges) {
    const { method, path, headers, body } = fill(send);
    const title = `${method} ${path} ${note}`;
    const answer = await scim.send(method, path, {
      headers: { ...dialogue.headers, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    assert.equal(answer.status, expect.status, `${title}: ${answer.text}`);
    for (const [name, value] of Object.entries(keep))
      kept.set(name, String(at(answer.body, ...wayOf(value))));
    for (const [name, value] of Object.entries(expect.headers ?? {})) {
      assert.equal(answer.headers.get(name), value, title);
    }
    if (expect.body !== undefined) assertHolds(answer.body, fill(expect.body), title);
    for (const way of expect.absent ?? [])
      assert.equal(at(answer.body, ...wayOf(way)), undefined, `${title}: ${way}`);
    assert.deepEqual(await tenant.fixture.events(), events, title);
  }
}

/** The steps of a JSON Pointer. */
function wayOf(pointer: string): readonly (string | number)[] {
  return pointer
    .slice(1)
    .split('/')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

function assertHolds(actual: Json | undefined, expected: Json, title: string): void {
  if (isJsonObject(expected)) {
    assert.ok(isJsonObject(actual), `${title}: ${JSON.stringify(actual)} is no object`);
    for (const [name, value] of Object.entries(expected))
      assertHolds(actual[name], value, `${title}: ${name}`);
  } else if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), `${title}: ${JSON.stringify(actual)} is no array`);
    assert.equal(actual.length, expected.length, `${title}: length`);
    for (const [index, value] of expected.entries()) assertHolds(actual[index], value, `${title}: ${index}`);
  } else {
    assert.equal(actual, expected, title);
  }
}
