import type { TenantName } from '../../directory/tenant.ts';
import type { StoredGroupReference, StoredMember, StoredResource } from '../../scim/resource.ts';
import type { Collection } from '../port.ts';
import type { Connection, SqlValue } from './connection.ts';
import type { Reader } from './reader.ts';
import { type ResourceRow, toStored } from './resource-row.ts';
import { nextTurn } from './turn.ts';

/** How many members are read at once, so that a large group holds nobody up. */
const MEMBERS_SLICE = 1000;

/** The resource whose relations are meant. */
export interface Owner {
  readonly tenant: TenantName;
  readonly seq: number;
}

export interface MemberRow extends StoredMember {
  readonly seq: number;
}

/** The columns of a MemberRow; `r` is the member's row of resources. */
export const MEMBER_ROW = 'r.seq, r.type, r.id, r.display';

/**
 * The resource with its relations: a user's groups, the first of a group's members.
 * @param connection where the row comes from
 * @param reader reads the further members, slice by slice
 */
export function withRelations(
  connection: Connection,
  reader: Reader,
  collection: Collection,
  row: ResourceRow,
): StoredResource {
  return relate(connection, collection, row, (group) => firstMembers(connection, reader, group));
}

/** The same of several resources. Users share groups, so that together they cost much less than one by one. */
export function allWithRelations(
  connection: Connection,
  reader: Reader,
  collection: Collection,
  rows: readonly ResourceRow[],
): readonly StoredResource[] {
  const { tenant, type } = collection;
  if (type.name !== 'User' || rows.length === 1)
    return rows.map((row) => withRelations(connection, reader, collection, row));
  const groups = groupsOfAll(connection, tenant, rows);
  return rows.map((row) => ({ ...toStored(row, type), groups: groups.get(row.seq) ?? [] }));
}

/** The resource with all members of a group at once, for what must look at each. */
export function withAllRelations(
  connection: Connection,
  collection: Collection,
  row: ResourceRow,
): StoredResource {
  return relate(connection, collection, row, (group) => ({
    members: allMembers(connection, group).map(toMember),
  }));
}

type Members = Pick<StoredResource, 'members' | 'moreMembers'>;

function relate(
  connection: Connection,
  { tenant, type }: Collection,
  row: ResourceRow,
  membersOf: (group: Owner) => Members,
): StoredResource {
  const resource = toStored(row, type);
  const owner = { tenant, seq: row.seq };
  if (type.name === 'User') return { ...resource, groups: groupsOf(connection, owner) };
  return type.name === 'Group' ? { ...resource, ...membersOf(owner) } : resource;
}

function firstMembers(connection: Connection, reader: Reader, group: Owner): Members {
  const first = membersAfter(connection, group, undefined);
  const members = first.map(toMember);
  const last = first.at(-1);
  if (last === undefined || first.length < MEMBERS_SLICE) return { members };
  return { members, moreMembers: { [Symbol.asyncIterator]: () => furtherMembers(reader, group, last) } };
}

/** A group and all groups within it. */
export function nestedGroups(connection: Connection, tenant: TenantName, id: string): readonly number[] {
  return connection.values<number>(
    `WITH RECURSIVE down (seq) AS (
       SELECT seq FROM resources WHERE tenant = @tenant AND type = 'Group' AND id = @id
       UNION
       SELECT m.member_seq FROM down CROSS JOIN members AS m
         ON m.tenant = @tenant AND m.group_seq = down.seq AND m.member_type = 'Group'
     ) SELECT seq FROM down`,
    { tenant, id },
  );
}

interface GroupRow extends Pick<StoredGroupReference, 'id' | 'display'> {
  readonly seq: number;
  readonly isNested: 0 | 1;
}

interface Group extends Pick<GroupRow, 'seq' | 'isNested'> {
  readonly reference: StoredGroupReference;
}

const GROUP_ROW = `r.seq, r.id, r.display,
  EXISTS (SELECT 1 FROM members AS up WHERE up.tenant = @tenant AND up.member_seq = r.seq) AS isNested`;

// A constant, as a statement is looked up by its text: one that is put together anew has to be hashed anew.
const GROUPS_OF_MEMBER = `SELECT ${GROUP_ROW}
  FROM members AS m CROSS JOIN resources AS r ON r.tenant = @tenant AND r.seq = m.group_seq
  WHERE m.tenant = @tenant AND m.member_seq = @seq ORDER BY m.group_seq`;

/** Direct groups first, then those that contain one of them; both in order of creation. */
function groupsOf(connection: Connection, { tenant, seq }: Owner): readonly StoredGroupReference[] {
  const direct = connection.all<GroupRow>(GROUPS_OF_MEMBER, { tenant, seq });
  return isFlat(direct) ? direct.map(toReference) : allGroupsOf(connection, { tenant, seq });
}

/** The same by user, of those who are in groups. One object stands for a group wherever it occurs. */
function groupsOfAll(
  connection: Connection,
  tenant: TenantName,
  users: readonly ResourceRow[],
): ReadonlyMap<number, readonly StoredGroupReference[]> {
  const memberships = membershipsOf(
    connection,
    tenant,
    users.map(({ seq }) => seq),
  );
  const groups = findGroups(connection, tenant, new Set(memberships.map(({ group }) => group)));
  const direct = new Map<number, Group[]>();
  for (const { member, group: seq } of memberships) {
    const group = groups.get(seq);
    if (group === undefined) continue;
    const others = direct.get(member);
    if (others === undefined) direct.set(member, [group]);
    else others.push(group);
  }
  const all = new Map<number, readonly StoredGroupReference[]>();
  for (const [seq, found] of direct) {
    // SQLite would put the memberships of all users in order together.
    if (found.length > 1) found.sort((one, other) => one.seq - other.seq);
    const references = isFlat(found)
      ? found.map(({ reference }) => reference)
      : allGroupsOf(connection, { tenant, seq });
    all.set(seq, references);
  }
  return all;
}

interface Membership {
  readonly member: number;
  readonly group: number;
}

/** How many times as many resources than are wanted may lie between the first and the last of them. */
const DENSE = 2;

/**
 * The groups that those members are in directly. Of members that lie close together, as on a page in order of creation,
 * all are read in one go, with those between: to look up one after the other takes three times as long.
 */
function membershipsOf(
  connection: Connection,
  tenant: TenantName,
  members: readonly number[],
): readonly Membership[] {
  const [first, last] = [Math.min(...members), Math.max(...members)];
  if (last - first < DENSE * members.length) {
    return connection.all<Membership>(
      `SELECT member_seq AS member, group_seq AS "group" FROM members
       WHERE tenant = @tenant AND member_seq BETWEEN @first AND @last`,
      { tenant, first, last },
    );
  }
  return connection.all<Membership>(
    `SELECT m.member_seq AS member, m.group_seq AS "group" FROM json_each(@seqs) AS wanted
     CROSS JOIN members AS m ON m.tenant = @tenant AND m.member_seq = wanted.value`,
    { tenant, seqs: JSON.stringify(members) },
  );
}

function findGroups(
  connection: Connection,
  tenant: TenantName,
  seqs: ReadonlySet<number>,
): ReadonlyMap<number, Group> {
  const rows = connection.all<GroupRow>(
    `SELECT ${GROUP_ROW} FROM json_each(@seqs) AS wanted
     CROSS JOIN resources AS r ON r.tenant = @tenant AND r.seq = wanted.value`,
    { tenant, seqs: JSON.stringify([...seqs]) },
  );
  return new Map(rows.map((row) => [row.seq, { ...row, reference: toReference(row) }]));
}

/** Whether none of the groups is in a group itself. */
function isFlat(groups: readonly Pick<GroupRow, 'isNested'>[]): boolean {
  return groups.every(({ isNested }) => isNested === 0);
}

function toReference({ id, display }: GroupRow): StoredGroupReference {
  return { id, display, direct: true };
}

/** Costs several times as much, and groups are seldom in groups. */
function allGroupsOf(connection: Connection, { tenant, seq }: Owner): readonly StoredGroupReference[] {
  const rows = connection.all<Pick<GroupRow, 'id' | 'display'> & { readonly direct: number }>(
    `WITH RECURSIVE up (seq, direct) AS (
       SELECT group_seq, 1 FROM members WHERE tenant = @tenant AND member_seq = @seq
       UNION
       SELECT m.group_seq, 0 FROM up CROSS JOIN members AS m ON m.tenant = @tenant AND m.member_seq = up.seq
     )
     SELECT r.id, r.display, max(up.direct) AS direct
     FROM up CROSS JOIN resources AS r ON r.tenant = @tenant AND r.seq = up.seq
     GROUP BY up.seq ORDER BY max(up.direct) DESC, up.seq`,
    { tenant, seq },
  );
  return rows.map(({ id, display, direct }) => ({ id, display, direct: direct === 1 }));
}

/** All members of a group, for what must see each of them at once. */
export function allMembers(connection: Connection, { tenant, seq }: Owner): readonly MemberRow[] {
  return connection.all<MemberRow>(
    `SELECT ${MEMBER_ROW} FROM members AS m CROSS JOIN resources AS r ON r.tenant = @tenant AND r.seq = m.member_seq
     WHERE m.tenant = @tenant AND m.group_seq = @seq ORDER BY m.member_type, m.member_seq`,
    { tenant, seq },
  );
}

/** Groups first, then users; both in order of creation. */
function membersAfter(
  connection: Connection,
  { tenant, seq }: Owner,
  after: MemberRow | undefined,
): readonly MemberRow[] {
  const parameters: Record<string, SqlValue> = {
    tenant,
    seq,
    afterType: after?.type ?? '',
    afterSeq: after?.seq ?? 0,
    count: MEMBERS_SLICE,
  };
  return connection.all<MemberRow>(
    `SELECT ${MEMBER_ROW}
     FROM members AS m CROSS JOIN resources AS r ON r.tenant = @tenant AND r.seq = m.member_seq
     WHERE m.tenant = @tenant AND m.group_seq = @seq AND (m.member_type, m.member_seq) > (@afterType, @afterSeq)
     ORDER BY m.member_type, m.member_seq LIMIT @count`,
    parameters,
  );
}

function toMember({ id, type, display }: MemberRow): StoredMember {
  return { id, type, display };
}

async function* furtherMembers(
  reader: Reader,
  group: Owner,
  last: MemberRow,
): AsyncGenerator<readonly StoredMember[], void> {
  let after: MemberRow | undefined = last;
  while (after !== undefined) {
    await nextTurn();
    const slice = reader.read((connection) => membersAfter(connection, group, after));
    if (slice.length > 0) yield slice.map(toMember);
    after = slice.length < MEMBERS_SLICE ? undefined : slice.at(-1);
  }
}
