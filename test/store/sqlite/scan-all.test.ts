import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TenantName } from '../../../src/directory/tenant.ts';
import { bindFilter } from '../../../src/scim/filter/bind.ts';
import { parseFilter } from '../../../src/scim/filter/parse.ts';
import { USER } from '../../../src/scim/resource-types.ts';
import { createConnection } from '../../../src/store/sqlite/connection.ts';
import { filterToSql } from '../../../src/store/sqlite/filter-to-sql.ts';
import { migrate } from '../../../src/store/sqlite/migrate.ts';
import { openDatabase } from '../../../src/store/sqlite/open-database.ts';
import { createSharedReader } from '../../../src/store/sqlite/reader.ts';
import { scanAll } from '../../../src/store/sqlite/scan-all.ts';
import { SearchLine } from '../../../src/store/sqlite/search-line.ts';

const ACME = 'acme' as TenantName;
/** More than are kept in memory. */
const USERS = 220_000;
const GROUP = 1_000_000;

/** Every 20th of very many users is disabled, every third is of a group, and the first ones have names with an "a". */
function openEntries() {
  const database = openDatabase(':memory:', { busyTimeout: 0 });
  migrate(database, 0);
  const connection = createConnection(database);
  const users = `WITH RECURSIVE users (seq) AS (
    SELECT 1 UNION ALL SELECT seq + 1 FROM users WHERE seq < ${USERS})`;
  for (const [table, path, value] of [
    ['unique_index', 'userName', `iif(seq < 12000, 'a', 'b') || seq`],
    ['attribute_index', 'displayName', `iif(seq < 15000, 'a', 'b') || seq`],
  ] as const) {
    connection.run(
      `INSERT INTO ${table} (tenant, type, path, value, seq)
       ${users} SELECT @tenant, 'User', @path, ${value}, seq FROM users`,
      { tenant: ACME, path },
    );
  }
  connection.run(
    `INSERT INTO tenants (name, display_name, hosts, declared, created_at) VALUES (@tenant, '', '[]', 0, 0)`,
    { tenant: ACME },
  );
  connection.run(
    `INSERT INTO resources (tenant, type, id, version, created, last_modified, display, text, active)
     ${users} SELECT @tenant, 'User', seq, 1, 0, 0, '', '{}', iif(seq % 20 = 0, 0, 1) FROM users`,
    { tenant: ACME },
  );
  connection.run(
    `INSERT INTO members (tenant, group_seq, member_type, member_seq)
     ${users} SELECT @tenant, ${GROUP}, 'User', seq FROM users WHERE seq % 3 = 0`,
    { tenant: ACME },
  );
  const reader = createSharedReader(connection);
  const line = new SearchLine({ budget: 60_000, atOnce: 1 });

  return {
    async find(text: string): Promise<readonly number[]> {
      const filter = bindFilter(parseFilter(text), USER);
      const collection = { tenant: ACME, type: USER };
      const candidates = filterToSql({ filter }, { collection, nestedGroups: () => [GROUP] });
      assert.ok(candidates?.exact);
      using search = line.begin(ACME);
      const found = new Set<number>();
      for await (const seqs of scanAll(reader, candidates.sources, { size: 1000, search })) {
        for (const seq of seqs) found.add(seq);
      }
      return [...found].sort((one, other) => one - other);
    },
    [Symbol.dispose]: () => database.close(),
  };
}

test('sources are scanned for what is in others as well', async (t) => {
  using entries = openEntries();
  const numbers = Array.from({ length: USERS }, (_, index) => index + 1);
  const cases: readonly [size: string, filter: string, isFound: (seq: number) => boolean][] = [
    [
      'a short one',
      'userName sw "a11" and active eq false',
      (seq) => seq < 12_000 && /^11/.test(`${seq}`) && seq % 20 === 0,
    ],
    ['a long one', 'userName sw "a" and active eq false', (seq) => seq < 12_000 && seq % 20 === 0],
    [
      'a long one, with very many others',
      'userName sw "a" and active eq true',
      (seq) => seq < 12_000 && seq % 20 !== 0,
    ],
    [
      'two long ones',
      '(userName sw "a" or displayName sw "a") and active eq false',
      (seq) => seq < 15_000 && seq % 20 === 0,
    ],
    [
      'a long one in two others',
      'userName sw "a" and active eq false and groups.value eq "x"',
      (seq) => seq < 12_000 && seq % 60 === 0,
    ],
    ['the members of a large group', 'groups.value eq "x" and active eq false', (seq) => seq % 60 === 0],
  ];
  for (const [size, filter, isFound] of cases) {
    await t.test(size, async () => {
      assert.deepEqual(await entries.find(filter), numbers.filter(isFound));
    });
  }
});
