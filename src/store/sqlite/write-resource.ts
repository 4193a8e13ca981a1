import type { EventAction } from '../../directory/event.ts';
import { notFound } from '../../scim/errors.ts';
import { isActive, type ResourceAttributes, type ResourceChange } from '../../scim/resource.ts';
import { GROUP, USER } from '../../scim/resource-types.ts';
import type { Collection, Write, WriteContext } from '../port.ts';
import {
  addEntries,
  checkUnique,
  compareEntries,
  type EntriesChange,
  entriesOf,
  findByEntry,
  type IndexEntry,
  removeEntries,
} from './attribute-index.ts';
import { diffAttributes } from './changes.ts';
import type { Connection } from './connection.ts';
import { rememberDeleted } from './deleted.ts';
import { appendEvent } from './event-log.ts';
import { applyMemberOperations, type MembersChange, removeMemberships } from './members.ts';
import { allMembers } from './relations.ts';
import {
  attributesOf,
  deleteRow,
  findRow,
  findRows,
  insertRow,
  nameOf,
  type ResourceRow,
  setSource,
  toStored,
  toText,
  updateRow,
} from './resource-row.ts';

type Create = Extract<Write, { kind: 'create' }>;
type Remove = Extract<Write, { kind: 'remove' }>;

/** Within which transaction, when and for whom a write is done. */
interface Scope {
  readonly connection: Connection;
  readonly at: number;
  readonly context: WriteContext;
}

/** What happened to a resource, for its event. */
interface Change {
  readonly action: EventAction;
  readonly id: string;
  readonly before: ResourceAttributes;
  readonly after: ResourceAttributes;
  readonly members: MembersChange;
}

/** A row with the attributes in its text, which are read once. */
interface State {
  readonly row: ResourceRow;
  readonly attributes: ResourceAttributes;
}

/**
 * Does one write with its event, within a transaction.
 * @returns the row as stored, undefined after a removal
 * @throws what `Resources.write` throws
 */
export function writeResource(connection: Connection, write: Write, at: number): ResourceRow | undefined {
  const scope = { connection, at, context: write.context };
  switch (write.kind) {
    case 'create':
      return create(scope, write);
    case 'update': {
      const before = stateOf(findRow(connection, write.target));
      const current = toStored(before.row, write.target.type);
      return update(scope, write.target, before, write.change(current, before.attributes));
    }
    case 'remove':
      return remove(scope, write);
    default:
      return write satisfies never;
  }
}

function create(scope: Scope, { target, change, onInactiveDuplicate }: Create): ResourceRow {
  const { connection, context, at } = scope;
  const { attributes } = change;
  const entries = entriesOf(target.type, attributes);
  const inactive =
    onInactiveDuplicate === 'restore' && target.type.name === USER.name
      ? findInactive(connection, target, entries)
      : undefined;
  if (inactive !== undefined) return update(scope, target, inactive, change);
  checkTenant(connection, target);
  checkUnique(connection, target, entries);
  const source = context.actor.identityProvider ?? null;
  const text = toText(target.id, attributes);
  const draft = { id: target.id, version: 1, created: at, lastModified: at, source, text };
  const seq = insertRow(connection, target, draft, attributes);
  const row = { ...draft, seq };
  addEntries(connection, target, seq, entries);
  const members = changeMembers(scope, target, row, change);
  recordChange(scope, target, { action: 'create', id: row.id, before: {}, after: attributes, members });
  return row;
}

function update(scope: Scope, collection: Collection, before: State, change: ResourceChange): ResourceRow {
  const { row } = before;
  const text = toText(row.id, change.attributes);
  // The first identity provider that writes a resource is remembered, also when it finds all as it wants it.
  const source = row.source ?? scope.context.actor.identityProvider ?? null;
  const after = successorOf({ ...row, source }, { text, attributes: change.attributes, at: scope.at });
  const entries = compareEntries(collection.type, before.attributes, after.attributes);
  checkUnique(scope.connection, collection, entries.added, row.seq);
  const members = changeMembers(scope, collection, row, change);
  const isKept = text === row.text && members.added.length === 0 && members.removed.length === 0;
  if (!isKept) replaceRow(scope.connection, collection, { before, after, entries });
  else if (source !== row.source) setSource(scope.connection, collection, row, source);
  // That members were left out is worth an event even when nothing else happened.
  if (!isKept || members.skipped.length > 0) {
    const states = { before: before.attributes, after: after.attributes };
    recordChange(scope, collection, { action: actionOf(states), id: row.id, ...states, members });
  }
  return isKept ? { ...row, source } : after.row;
}

function remove(scope: Scope, { target, check }: Remove): undefined {
  const { connection } = scope;
  const { tenant, type } = target;
  const row = findRow(connection, target);
  check(toStored(row, type));
  const owner = { tenant, seq: row.seq };
  const before = attributesOf(row);
  const removed = allMembers(connection, owner).map(({ id }) => id);
  const members = { added: [], removed, skipped: [] };
  const entries = entriesOf(type, before);
  recordChange(scope, target, { action: 'delete', id: row.id, before, after: {}, members });
  rememberDeleted(connection, target, entries);
  const groups = findRows(connection, { tenant, type: GROUP }, removeMemberships(connection, owner));
  for (const group of groups) loseMember(scope, { tenant, type: GROUP }, group, row);
  deleteRow(connection, target, row);
  removeEntries(connection, target, row.seq, entries);
}

/** A group changes when a member of it is deleted: its version grows, and it has an event of its own. */
function loseMember(scope: Scope, groups: Collection, group: ResourceRow, { id }: ResourceRow): void {
  const before = stateOf(group);
  const { attributes } = before;
  const after = successorOf(group, { text: group.text, attributes, at: scope.at });
  replaceRow(scope.connection, groups, { before, after, entries: { removed: [], added: [] } });
  const members = { added: [], removed: [id], skipped: [] };
  recordChange(scope, groups, {
    action: 'update',
    id: group.id,
    before: attributes,
    after: attributes,
    members,
  });
}

function stateOf(row: ResourceRow): State {
  return { row, attributes: attributesOf(row) };
}

function successorOf(
  row: ResourceRow,
  {
    text,
    attributes,
    at,
  }: { readonly text: string; readonly attributes: ResourceAttributes; readonly at: number },
): State {
  return { row: { ...row, text, version: row.version + 1, lastModified: at }, attributes };
}

/** Stores a state in place of the one before. */
function replaceRow(
  connection: Connection,
  collection: Collection,
  {
    before,
    after: { row, attributes },
    entries,
  }: { readonly before: State; readonly after: State; readonly entries: EntriesChange },
): void {
  updateRow(connection, collection, row, { before: before.attributes, after: attributes });
  removeEntries(connection, collection, row.seq, entries.removed);
  addEntries(connection, collection, row.seq, entries.added);
}

function changeMembers(
  { connection, context }: Scope,
  { tenant }: Collection,
  { seq }: ResourceRow,
  { members }: ResourceChange,
): MembersChange {
  return applyMemberOperations(connection, { tenant, seq }, members, context.unknownMembers);
}

function recordChange(
  { connection, at, context }: Scope,
  { tenant, type }: Collection,
  change: Change,
): void {
  const { action, id, before, after, members } = change;
  const { added, removed, skipped } = members;
  const isMembersChange = added.length > 0 || removed.length > 0;
  appendEvent(connection, {
    tenant,
    at,
    actor: context.actor,
    method: context.method ?? null,
    action,
    resourceType: type.name,
    resourceId: id,
    resourceName: nameOf(action === 'delete' ? before : after),
    changes: [
      ...diffAttributes(before, after),
      ...(isMembersChange ? [{ attribute: 'members' as const, added, removed }] : []),
    ],
    skippedMembers: skipped,
  });
}

function actionOf({ before, after }: Pick<Change, 'before' | 'after'>): EventAction {
  if (isActive(before) === isActive(after)) return 'update';
  return isActive(after) ? 'activate' : 'deactivate';
}

/** The inactive user that someone who creates one with these entries means: of the same name or `externalId`. */
function findInactive(
  connection: Connection,
  collection: Collection,
  entries: readonly IndexEntry[],
): State | undefined {
  const identities = entries.filter(({ attribute }) => attribute.isUnique || attribute.name === 'externalId');
  const seqs = identities.flatMap((entry) => findByEntry(connection, collection, entry));
  return findRows(connection, collection, seqs)
    .map(stateOf)
    .find(({ attributes }) => !isActive(attributes));
}

function checkTenant(connection: Connection, { tenant }: Collection): void {
  const found = connection.value('SELECT 1 FROM tenants WHERE name = @tenant', { tenant });
  if (found === undefined) throw notFound(`There is no tenant "${tenant}".`);
}
