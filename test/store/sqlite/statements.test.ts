import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { openStore } from '../../../src/store/open.ts';
import { storeContract } from '../../store-contract.ts';

/** Tables whose rows belong to a tenant. `tenants` itself is the list of them. */
const TABLES =
  'attribute_index|counters|deleted|deliveries|event_streams|events|identity_providers|keys|members|resources|signing_keys|unique_index';

/** A key is looked for, and its use written, before anybody knows the tenant: by its id or its Secret. */
const BY_KEY = /"?(id|digest)"? = \+[?@]/;

const statements = new Set<string>();
const { prepare } = Database.prototype;
Database.prototype.prepare = function record(this: Database.Database, source: string) {
  statements.add(source.replace(/\s+/g, ' '));
  return prepare.call(this, source);
} as typeof prepare;

storeContract('every statement', (options) => openStore('sqlite::memory:', options));

test('bounds each table by the tenant as a variable of its own', () => {
  assert.ok(statements.size > 50, `${statements.size} statements were seen`);
  const unbounded = [...statements].filter((statement) => !isBounded(statement));
  assert.deepEqual(unbounded, []);
});

test('tells a statement that is not bounded', () => {
  assert.ok(!isBounded('SELECT text FROM resources WHERE id = +@id'));
  assert.ok(
    !isBounded('SELECT 1 FROM members AS m JOIN resources AS r ON r.seq = 1 WHERE m.tenant = +@tenant'),
  );
});

/** Every mention of a table must come with a predicate on its tenant, or with the tenant as a value to insert. */
function isBounded(statement: string): boolean {
  const mentions = [
    ...statement.matchAll(new RegExp(`(?:FROM|JOIN|INTO|UPDATE) "?(${TABLES})"?(?: AS (\\w+))?`, 'gi')),
  ];
  return mentions.every(([mention, table = '', alias]) => {
    if (/^into/i.test(mention)) return /\([^()]*\btenant\b[^()]*\)/.test(statement);
    if (table === 'keys' && BY_KEY.test(statement)) return true;
    return (
      hasPredicate(statement, alias ?? table) ||
      (alias === undefined && /(?<![."\w])tenant = \+[?@]/.test(statement))
    );
  });
}

function hasPredicate(statement: string, name: string): boolean {
  return new RegExp(`"?\\b${name}"?\\."?tenant"? = (\\+[?@]|"keys"\\."tenant")`).test(statement);
}
