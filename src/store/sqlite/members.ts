import type { UnknownMembers } from '../../directory/identity-provider.ts';
import { invalidValue } from '../../scim/errors.ts';
import type { Member, MemberOperation, StoredMember } from '../../scim/resource.ts';
import type { Connection } from './connection.ts';
import { allMembers, MEMBER_ROW, type MemberRow, type Owner } from './relations.ts';

/** What became of a group's members, by id. */
export interface MembersChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Named nothing. */
  readonly skipped: readonly string[];
}

/**
 * Does what a request wants done to a group's members, in its order. Each operation costs what it changes, not what
 * the group holds, except where it has to look at all members.
 * @throws ScimError 400 `invalidValue` for unknown members that are to be rejected, and for a group that would come
 *   to contain itself
 */
export function applyMemberOperations(
  connection: Connection,
  group: Owner,
  operations: readonly MemberOperation[],
  unknownMembers: UnknownMembers,
): MembersChange {
  const edit = new MembersEdit(connection, group, unknownMembers);
  for (const operation of operations) edit.apply(operation);
  return edit.change();
}

/** Takes a resource out of all groups, and all members out of it. @returns the groups that it was a member of */
export function removeMemberships(connection: Connection, { tenant, seq }: Owner): readonly number[] {
  const groups = connection.values<number>(
    'SELECT group_seq FROM members WHERE tenant = @tenant AND member_seq = @seq ORDER BY group_seq',
    { tenant, seq },
  );
  connection.run('DELETE FROM members WHERE tenant = @tenant AND member_seq = @seq', { tenant, seq });
  connection.run('DELETE FROM members WHERE tenant = @tenant AND group_seq = @seq', { tenant, seq });
  return groups;
}

class MembersEdit {
  readonly #connection: Connection;
  readonly #group: Owner;
  readonly #unknownMembers: UnknownMembers;
  /** What differs from before the request: an id that came and went is none of both. */
  readonly #net = new Map<string, 'added' | 'removed'>();
  readonly #skipped = new Set<string>();
  #ancestors: ReadonlySet<number> | undefined;

  constructor(connection: Connection, group: Owner, unknownMembers: UnknownMembers) {
    this.#connection = connection;
    this.#group = group;
    this.#unknownMembers = unknownMembers;
  }

  apply(operation: MemberOperation): void {
    switch (operation.op) {
      case 'add':
        this.#add(this.#resolveKnown(operation.members));
        break;
      case 'remove':
        this.#remove(this.#resolve(operation.values));
        break;
      case 'removeWhere':
        this.#remove(
          allMembers(this.#connection, this.#group).filter(({ id, type, display }) =>
            operation.where({ value: id, type, display }),
          ),
        );
        break;
      case 'replace':
        this.#replace(this.#resolveKnown(operation.members));
        break;
      default:
        operation satisfies never;
    }
  }

  change(): MembersChange {
    const ids = (what: 'added' | 'removed') =>
      [...this.#net].filter(([, change]) => change === what).map(([id]) => id);
    return { added: ids('added'), removed: ids('removed'), skipped: [...this.#skipped] };
  }

  #replace(wanted: readonly MemberRow[]): void {
    const wantedSeqs = new Set(wanted.map(({ seq }) => seq));
    const present = allMembers(this.#connection, this.#group);
    const presentSeqs = new Set(present.map(({ seq }) => seq));
    this.#remove(present.filter(({ seq }) => !wantedSeqs.has(seq)));
    this.#add(wanted.filter(({ seq }) => !presentSeqs.has(seq)));
  }

  #add(members: readonly MemberRow[]): void {
    for (const { seq, type, id } of members) {
      if (type === 'Group') this.#refuseCircle(seq, id);
      const added = this.#connection.run(
        `INSERT INTO members (tenant, group_seq, member_type, member_seq)
         VALUES (@tenant, @group, @type, @member) ON CONFLICT DO NOTHING`,
        this.#parameters(seq, type),
      );
      if (added > 0) this.#note(id, 'added');
    }
  }

  #remove(members: readonly MemberRow[]): void {
    for (const { seq, type, id } of members) {
      const removed = this.#connection.run(
        'DELETE FROM members WHERE tenant = @tenant AND group_seq = @group AND member_type = @type AND member_seq = @member',
        this.#parameters(seq, type),
      );
      if (removed > 0) this.#note(id, 'removed');
    }
  }

  #parameters(member: number, type: StoredMember['type']) {
    return { tenant: this.#group.tenant, group: this.#group.seq, type, member };
  }

  #note(id: string, change: 'added' | 'removed'): void {
    const before = this.#net.get(id);
    if (before === undefined) this.#net.set(id, change);
    else if (before !== change) this.#net.delete(id);
  }

  #resolveKnown(members: readonly Member[]): readonly MemberRow[] {
    const values = members.map(({ value }) => value);
    const rows = this.#resolve(values);
    if (rows.length === values.length) return rows;
    const known = new Set<string>(rows.map(({ id }) => id));
    const unknown = values.filter((value) => !known.has(value));
    if (unknown.length > 0 && this.#unknownMembers === 'reject') {
      throw invalidValue(
        `There is no user or group with the id ${unknown.slice(0, 10).join(', ')}.`,
        'members',
      );
    }
    for (const value of unknown) this.#skipped.add(value);
    return rows;
  }

  #resolve(ids: readonly string[]): readonly MemberRow[] {
    if (ids.length === 0) return [];
    return this.#connection.all<MemberRow>(
      `SELECT ${MEMBER_ROW} FROM json_each(@ids) AS wanted CROSS JOIN resources AS r
         ON r.tenant = @tenant AND r.type IN ('User', 'Group') AND r.id = wanted.value`,
      { tenant: this.#group.tenant, ids: JSON.stringify(ids) },
    );
  }

  #refuseCircle(seq: number, id: string): void {
    this.#ancestors ??= new Set(
      this.#connection.values<number>(
        `WITH RECURSIVE up (seq) AS (
           SELECT @seq
           UNION SELECT m.group_seq FROM up CROSS JOIN members AS m ON m.tenant = @tenant AND m.member_seq = up.seq
         ) SELECT seq FROM up`,
        { ...this.#group },
      ),
    );
    if (this.#ancestors.has(seq)) {
      throw invalidValue(`The group would contain itself with the member ${id}.`, 'members');
    }
  }
}
