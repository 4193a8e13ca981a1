import assert from 'node:assert/strict';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { BUILT_IN_RESOURCE_TYPES, USER } from '../../../src/scim/resource-types.ts';
import { openStore, type StoreOptions } from '../../../src/store/open.ts';
import { MIGRATIONS, migrate } from '../../../src/store/sqlite/migrate.ts';
import { ACME, Directory, openDirectory } from '../fixture.ts';
import { databaseFile } from './processes.ts';

const OPTIONS = { resourceTypes: BUILT_IN_RESOURCE_TYPES, now: () => 1 };

describe('a database file', () => {
  test('is made with its directory, for nobody else to read', async () => {
    using file = databaseFile();
    await using store = await openStore(file.url, OPTIONS);
    await store.secret('any');
    const modeOf = (path: string) => statSync(path).mode & 0o777;
    assert.equal(modeOf(dirname(file.path)), 0o700);
    assert.deepEqual(
      ['', '-wal', '-shm'].map((suffix) => modeOf(`${file.path}${suffix}`)),
      [0o600, 0o600, 0o600],
    );
  });

  test('is opened again with all that is in it', async () => {
    using file = databaseFile();
    const { acme, store } = await openDirectory((options) => openStore(file.url, options));
    const user = await acme.createUser({ userName: 'bjensen' });
    const group = await acme.createGroup('Staff', [user.id]);
    await store[Symbol.asyncDispose]();
    await using again = await openStore(file.url, OPTIONS);
    assert.deepEqual(await new Directory(again, ACME).find(group), group);
  });

  test('of a newer version is refused', async () => {
    using file = databaseFile();
    await (await openStore(file.url, OPTIONS))[Symbol.asyncDispose]();
    const database = new Database(file.path);
    database.exec(`INSERT INTO schema_migrations (name, applied_at) VALUES ('9999-future', 1)`);
    database.close();
    await assert.rejects(openStore(file.url, OPTIONS), /newer version of cyolo-scim .*"9999-future"/);
  });

  test('of another program is refused, and stays as it is', async () => {
    using file = databaseFile();
    mkdirSync(dirname(file.path));
    const database = new Database(file.path);
    database.exec('CREATE TABLE inventory (id INTEGER)');
    await assert.rejects(openStore(file.url, OPTIONS), /of another program .*"inventory"/);
    const tables = database.prepare('SELECT name FROM sqlite_schema').pluck().all();
    assert.deepEqual(tables, ['inventory']);
    database.close();
  });

  test('that is no database is refused', async () => {
    using file = databaseFile();
    mkdirSync(dirname(file.path));
    writeFileSync(file.path, 'This is no database at all, but text that goes on for a while.'.repeat(20));
    await assert.rejects(openStore(file.url, OPTIONS), /not a database/);
  });
});

describe('a database that is in use', () => {
  async function stepsOf(url: string, options: Partial<StoreOptions> = {}): Promise<readonly string[]> {
    const told: string[] = [];
    const store = await openStore(url, {
      ...OPTIONS,
      ...options,
      onRebuild: async (steps) => void told.push(...steps),
    });
    await store[Symbol.asyncDispose]();
    return told;
  }

  test('is told of before it is brought to this version, a new one not', async () => {
    using file = databaseFile();
    assert.deepEqual(await stepsOf(file.url), []);
    assert.deepEqual(await stepsOf(file.url), []);
    using before = databaseFile();
    mkdirSync(dirname(before.path));
    const database = new Database(before.path);
    migrate(database, 1, MIGRATIONS.slice(0, -2));
    database.close();
    assert.deepEqual(
      await stepsOf(before.url),
      MIGRATIONS.slice(-2).map(({ name }) => name),
    );
  });

  test('is told of before its index is built for another configuration', async () => {
    using file = databaseFile();
    const { store } = await openDirectory((options) => openStore(file.url, options));
    await store[Symbol.asyncDispose]();
    const resourceTypes = [{ ...USER, indexed: [...USER.indexed, 'nickName'] }];
    assert.deepEqual(await stepsOf(file.url, { resourceTypes }), ['index of User.nickName']);
    assert.deepEqual(await stepsOf(file.url, { resourceTypes }), []);
  });
});

describe('the url of a store', () => {
  test('of an engine that there is not is refused, without telling its password', async () => {
    await assert.rejects(openStore('postgres://root:hunter2@db/scim', OPTIONS), (error: Error) => {
      assert.match(error.message, /"postgres:"/);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  });
});

describe('migrations', () => {
  test('are applied once, in their order', () => {
    const database = new Database(':memory:');
    migrate(database, 7);
    migrate(database, 8);
    const applied = database
      .prepare('SELECT name, applied_at FROM schema_migrations ORDER BY rowid')
      .raw()
      .all();
    assert.deepEqual(
      applied,
      MIGRATIONS.map(({ name }) => [name, 7]),
    );
  });

  test('that fail leave nothing behind', () => {
    const database = new Database(':memory:');
    const bad = {
      name: '9998-bad',
      sql: 'CREATE TABLE half (a INTEGER) STRICT; CREATE TABLE tenants (a) STRICT;',
    };
    assert.throws(() => migrate(database, 1, [...MIGRATIONS, bad]));
    const left = database.prepare(`SELECT name FROM sqlite_schema WHERE name = 'half'`).all();
    assert.deepEqual(left, []);
    migrate(database, 1);
  });

  test('make the tables that tables.ts describes', async () => {
    const tables = await import('../../../src/store/sqlite/tables.ts');
    const database = new Database(':memory:');
    migrate(database, 1);
    const described = Object.values<unknown>(tables)
      .filter((table) => table instanceof SQLiteTable)
      .map((table) => getTableConfig(table));
    for (const { name, columns, indexes, foreignKeys } of described) {
      const made = database
        .prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?) ORDER BY cid')
        .all(name);
      const isKey = (column: string) =>
        made.some(
          (each) => (each as { name: string; pk: number }).name === column && (each as { pk: number }).pk > 0,
        );
      assert.deepEqual(
        made.map((row) => {
          const { pk, ...rest } = row as { pk: number };
          return { ...rest, isKey: pk > 0 };
        }),
        columns.map((column) => ({
          name: column.name,
          type: column.getSQLType().toUpperCase(),
          notnull: column.notNull || column.primary ? 1 : 0,
          isKey: isKey(column.name),
        })),
        name,
      );
      const indexNames = database
        .prepare(`SELECT name FROM pragma_index_list(?) WHERE origin = 'c' AND partial = 0 ORDER BY name`)
        .pluck()
        .all(name);
      assert.deepEqual(indexNames, indexes.map((index) => index.config.name).sort(), `indexes of ${name}`);
      const references = database.prepare('SELECT DISTINCT id FROM pragma_foreign_key_list(?)').all(name);
      assert.equal(references.length, foreignKeys.length, `references of ${name}`);
    }
    const isStrict = database.prepare(
      `SELECT name FROM pragma_table_list WHERE strict = 0 AND name NOT LIKE 'sqlite_%'`,
    );
    assert.deepEqual(isStrict.all(), []);
  });
});

describe('resource types that have changed since the last start', () => {
  const withIndex = (indexed: readonly string[], uniqueTitle = false) => ({
    ...USER,
    indexed,
    schema: {
      ...USER.schema,
      attributes: USER.schema.attributes.map((attribute) =>
        attribute.name === 'title' && uniqueTitle
          ? { ...attribute, uniqueness: 'server' as const }
          : attribute,
      ),
    },
  });

  test('have their index built anew', async () => {
    using file = databaseFile();
    const { acme, store } = await openDirectory((options) => openStore(file.url, options), {
      resourceTypes: [withIndex(['externalId'])],
    });
    await acme.createUser({ userName: 'a', externalId: 'x', title: 'Boss' });
    await acme.createUser({ userName: 'b', title: 'boss' });
    await store[Symbol.asyncDispose]();
    const type = withIndex(['title']);
    await using again = await openStore(file.url, {
      ...OPTIONS,
      resourceTypes: [type],
      searchBudget: 0,
    });
    const directory = new Directory(again, ACME);
    assert.equal((await directory.list(type, { filter: 'title eq "BOSS"' })).total, 2);
    await assert.rejects(directory.list(type, { filter: 'externalId eq "x"' }), { scimType: 'tooMany' });
  });

  test('are refused when they want unique what is not', async () => {
    using file = databaseFile();
    const { acme, store } = await openDirectory((options) => openStore(file.url, options));
    await acme.createUser({ userName: 'a', title: 'Boss' });
    const second = await acme.createUser({ userName: 'b', title: 'boss' });
    await store[Symbol.asyncDispose]();
    const type = withIndex([], true);
    const types = { ...OPTIONS, resourceTypes: [type] };
    await assert.rejects(openStore(file.url, types), /title "boss"/);
    const old = await openStore(file.url, OPTIONS);
    await new Directory(old, ACME).remove(second);
    await old[Symbol.asyncDispose]();
    await using strict = await openStore(file.url, types);
    const creation = new Directory(strict, ACME).creation(type, { userName: 'c', title: 'BOSS' });
    await assert.rejects(strict.resources.write(creation), { status: 409, message: /title "BOSS"/ });
  });
});
