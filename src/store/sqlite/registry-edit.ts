import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Actor } from '../../directory/event.ts';
import type { TenantName } from '../../directory/tenant.ts';
import type { Json } from '../../scim/resource.ts';
import { diffAttributes } from './changes.ts';
import type { Connection } from './connection.ts';
import { appendEvent } from './event-log.ts';

/** A change of the registry within a transaction: where, when and by whom. */
export interface Edit {
  readonly connection: Connection;
  readonly db: BetterSQLite3Database;
  readonly actor: Actor;
  readonly at: number;
}

/** What is written down of a tenant, provider or key when it changes; what is undefined is not there. */
export type State = Readonly<Record<string, Json | undefined>>;

export interface Subject {
  readonly tenant: TenantName;
  readonly resourceType: 'Tenant' | 'IdentityProvider' | 'Key';
  readonly resourceId: string;
  readonly resourceName: string;
}

/** Records how something changed; nothing when it did not. */
export function recordEdit(
  { connection, actor, at }: Edit,
  subject: Subject,
  before: State | undefined,
  after: State | undefined,
): void {
  const changes = diffAttributes(withoutUndefined(before), withoutUndefined(after));
  if (before !== undefined && changes.length === 0) return;
  const action = before === undefined ? 'create' : after === undefined ? 'delete' : 'update';
  appendEvent(connection, { ...subject, at, actor, action, changes });
}

function withoutUndefined(state: State = {}): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(state).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
