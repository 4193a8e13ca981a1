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
  return relate(connection, collection, [row], (group) => firstMembers(connection, reader, group))(row);
}

/** Resources with their relations. Of users who share groups this costs much less than one by one. */
export function allWithRelations(
  connection: Connection,
  reader: Reader,
  collection: Collection,
  rows: readonly ResourceRow[],
): readonly StoredResource[] {
  return rows.map(relate(connection, collection, rows, (group) => firstMembers(connection, reader, group)));
}

/** The same with all members of a group at once, for what must look at each. */
export function withAllRelations(
  connection: Connection,
  collection: Collection,
  row: ResourceRow,
): StoredResource {
  return relate(connection, collection, [row], (group) => ({
    members: allMembers(connection, group).map(toMember),
  }))(row);
}

type Members = Pick<StoredResource, 'members' | 'moreMembers'>;

/** Makes what adds to each of some rows its relations. */
function relate(
  connection: Connection,
  { tenant, type }: Collection,
  rows: readonly ResourceRow[],
  membersOf: (group: Owner) => Members,
): (row: ResourceRow) => StoredResource {
  switch (type.name) {
    case 'User': {
      const groups = groupsOf(connection, tenant, rows);
      return (row) => ({ ...toStored(row, type), groups: groups.get(row.seq) ?? [] });
    }
    case 'Group':
      return (row) => ({ ...toStored(row, type), ...membersOf({ tenant, seq: row.seq }) });
    default:
      return (row) => toStored(row, type);
  }
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

interface Membership {
  readonly member: number;
  readonly group: number;
}

interface GroupRow extends Pick<StoredGroupReference, 'id' | 'display'> {
  readonly seq: number;
  readonly isNested: 0 | 1;
}

const findMemberships = bySeq(
  (wanted, seq) => `SELECT m.member_seq AS member, m.group_seq AS "group"
    FROM ${wanted} members AS m WHERE m.tenant = @tenant AND m.member_seq = ${seq} ORDER BY m.group_seq`,
);
const findGroups = bySeq(
  (wanted, seq) => `SELECT r.seq, r.id, r.display,
      EXISTS (SELECT 1 FROM members AS up WHERE up.tenant = @tenant AND up.member_seq = r.seq) AS isNested
    FROM ${wanted} resources AS r WHERE r.tenant = @tenant AND r.seq = ${seq}`,
);

/** The groups of each of some users who has any: the direct ones first, then those that contain one of them. */
function groupsOf(
  connection: Connection,
  tenant: TenantName,
  users: readonly ResourceRow[],
): ReadonlyMap<number, readonly StoredGroupReference[]> {
  const rows = findMemberships<Membership>(
    connection,
    tenant,
    users.map(({ seq }) => seq),
  );
  if (rows.length === 0) return new Map();
  const memberships = Map.groupBy(rows, ({ member }) => member);
  const wanted = new Set(rows.map(({ group }) => group));
  const groups = new Map(findGroups<GroupRow>(connection, tenant, [...wanted]).map((row) => [row.seq, row]));
  // Users share their groups: one object stands for a group in all of them.
  const references = new Map(
    groups.values().map(({ seq, id, display }) => [seq, { id, display, direct: true }]),
  );
  return new Map(
    memberships.entries().map(([member, direct]) => {
      const isFlat = direct.every(({ group }) => groups.get(group)?.isNested === 0);
      return [
        member,
        isFlat
          ? direct.flatMap(({ group }) => references.get(group) ?? [])
          : allGroupsOf(connection, { tenant, seq: member }),
      ];
    }),
  );
}

/**
 * A statement about resources, of which mostly one is wanted: to unpack a list costs as much as to find one.
 * @param sql for the beginning of what it reads from, and what a `seq` is to be
 */
function bySeq(sql: (wanted: string, seq: string) => string) {
  const one = sql('', '@seq');
  const many = sql('json_each(@seqs) AS wanted CROSS JOIN', 'wanted.value');
  return <Row>(connection: Connection, tenant: TenantName, seqs: readonly number[]): readonly Row[] => {
    const [seq, ...others] = seqs;
    if (seq === undefined) return [];
    if (others.length === 0) return connection.all<Row>(one, { tenant, seq });
    return connection.all<Row>(many, { tenant, seqs: JSON.stringify(seqs) });
  };
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
