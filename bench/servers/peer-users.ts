import Database from 'better-sqlite3';
import type { JsonObject } from '../../src/scim/resource.ts';
import { userAttributes, userId } from '../data.ts';

export interface PeerUser {
  readonly id: string;
  readonly created: string;
  readonly lastModified: string;
  readonly attributes: JsonObject;
}

interface PeerUsers {
  count(): number;
  byId(id: string): PeerUser | undefined;
  byUserName(userName: string): PeerUser | undefined;
  page(skip: number, count: number): readonly PeerUser[];
  insert(user: PeerUser): void;
  update(user: PeerUser): void;
}

interface Row extends Omit<PeerUser, 'attributes'> {
  readonly attributes: string;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS users (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  externalId TEXT,
  created TEXT NOT NULL,
  lastModified TEXT NOT NULL,
  attributes TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS users_by_external_id ON users (externalId);`;

const COLUMNS = 'id, created, lastModified, attributes';

/** The peer's users as one would keep them for it: a row each, an index for what is asked for, prepared, durable. */
export function openPeerUsers(file: string, seeded: number): PeerUsers {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma(`mmap_size = ${128 * 1024 * 1024}`);
  database.exec(SCHEMA);
  const insert = database.prepare(
    'INSERT INTO users (id, name, externalId, created, lastModified, attributes) VALUES (@id, @name, @externalId, @created, @lastModified, @attributes)',
  );
  const update = database.prepare(
    'UPDATE users SET name = @name, externalId = @externalId, lastModified = @lastModified, attributes = @attributes WHERE id = @id',
  );
  const byId = database.prepare<[string], Row>(`SELECT ${COLUMNS} FROM users WHERE id = ?`);
  const byName = database.prepare<[string], Row>(`SELECT ${COLUMNS} FROM users WHERE name = ?`);
  const page = database.prepare<[number, number], Row>(
    `SELECT ${COLUMNS} FROM users ORDER BY seq LIMIT ? OFFSET ?`,
  );
  let count = Number(database.prepare('SELECT count(*) FROM users').pluck().get());

  const at = new Date().toISOString();
  database.transaction(() => {
    for (; count < seeded; count += 1) {
      const user = { id: userId(count), created: at, lastModified: at, attributes: userAttributes(count) };
      insert.run(toRow(user));
    }
  })();

  return {
    count: () => count,
    byId: (id) => toUser(byId.get(id)),
    byUserName: (userName) => toUser(byName.get(userName.toLowerCase())),
    page: (skip, size) => page.all(size, skip).flatMap((row) => toUser(row) ?? []),
    insert(user) {
      insert.run(toRow(user));
      count += 1;
    },
    update: (user) => void update.run(toRow(user)),
  };
}

function toRow({ attributes, ...user }: PeerUser) {
  return {
    ...user,
    name: String(attributes['userName']).toLowerCase(),
    externalId: attributes['externalId'] ?? null,
    attributes: JSON.stringify(attributes),
  };
}

function toUser(row: Row | undefined): PeerUser | undefined {
  return row && { ...row, attributes: JSON.parse(row.attributes) };
}
