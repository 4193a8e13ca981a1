import { argv } from 'node:process';
import Database from 'better-sqlite3';
import { TENANT } from '../data.ts';
import { serveBare } from './bare.ts';

/**
 * The floor that reads: a bare server that looks up in the directory what the answer has to tell, the user and the groups,
 * with as few statements as SQLite needs, and does nothing else of what SCIM asks for: no presentation, no reading of
 * filters, no version, no note of the key's use. What a server over SQLite in this runtime can come to at most.
 */
const [port, file = '', ...authorizations] = argv.slice(2);
const database = new Database(file, { readonly: true });
database.pragma(`mmap_size = ${96 * 1024 * 1024}`);

interface Found {
  readonly seq: number;
  readonly text: string;
}

// The unary plus keeps SQLite from planning a statement anew for each value.
const byId = database.prepare<[string, string], Found>(
  `SELECT seq, text FROM resources WHERE tenant = +? AND type = 'User' AND id = +?`,
);
const byUserName = database.prepare<[string, string], Found>(
  `SELECT r.seq, r.text FROM unique_index AS i CROSS JOIN resources AS r ON r.seq = i.seq
   WHERE i.tenant = +? AND i.type = 'User' AND i.path = 'userName' AND i.value = +?`,
);
const groupsOf = database.prepare<[string, number], { readonly id: string; readonly display: string }>(
  `SELECT r.id, r.display FROM members AS m CROSS JOIN resources AS r ON r.seq = m.group_seq
   WHERE m.tenant = +? AND m.member_seq = +?`,
);
const [begin, commit] = [database.prepare('BEGIN'), database.prepare('COMMIT')];
let isOpen = false;

/** All reads of one turn of the event loop share a transaction. */
function inTurn<T>(read: () => T): T {
  if (!isOpen) {
    isOpen = true;
    begin.run();
    setImmediate(() => {
      isOpen = false;
      commit.run();
    });
  }
  return read();
}

function present(found: Found | undefined): string {
  if (found === undefined) throw new Error('There is no such user.');
  return `${found.text.slice(0, -1)},"groups":${JSON.stringify(groupsOf.all(TENANT, found.seq))}}`;
}

serveBare(Number(port), authorizations, {
  user: (id) => inTurn(() => present(byId.get(TENANT, id))),
  found: (filter) =>
    inTurn(() => `{"Resources":[${present(byUserName.get(TENANT, filter.split('"')[1] ?? ''))}]}`),
  page: () => '{}',
  decision: (subject) => inTurn(() => present(byUserName.get(TENANT, subject))),
});
