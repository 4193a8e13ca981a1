import {
  blob,
  customType,
  foreignKey,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex as uniqueIndexOn,
} from 'drizzle-orm/sqlite-core';
import type { ConsoleRole } from '../../directory/console-session.ts';
import type { AttributeChange, EventAction, RequestMethod } from '../../directory/event.ts';
import type {
  OnInactiveDuplicate,
  SamlFacts,
  UnknownMembers,
  Vendor,
} from '../../directory/identity-provider.ts';
import type { KeyId, KeyScope, SecretDigest } from '../../directory/key.ts';
import type { TenantName } from '../../directory/tenant.ts';
import type { EventStream, Gap } from '../port.ts';
import type { SqlValue } from './connection.ts';

/** A column of a STRICT table that keeps text, numbers and booleans (as 0 and 1) as they are. */
const any = customType<{ data: SqlValue }>({ dataType: () => 'any' });

const tenant = () => text().$type<TenantName>().notNull();
const ownTenant = () => tenant().references(() => tenants.name, { onDelete: 'cascade' });
/** A value of an attribute, in the form in which filters compare it. */
const indexedValue = () => ({
  tenant: tenant(),
  type: text().notNull(),
  path: text().notNull(),
  value: any().notNull(),
});

export const schemaMigrations = sqliteTable('schema_migrations', {
  name: text().primaryKey(),
  appliedAt: integer('applied_at').notNull(),
});

export const tenants = sqliteTable('tenants', {
  name: text().$type<TenantName>().primaryKey(),
  displayName: text('display_name').notNull(),
  hosts: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
  declared: integer({ mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').notNull(),
});

export const identityProviders = sqliteTable(
  'identity_providers',
  {
    tenant: ownTenant(),
    name: text().notNull(),
    vendor: text().$type<Vendor>().notNull(),
    saml: text({ mode: 'json' }).$type<SamlFacts>(),
    autoProvisioning: integer('auto_provisioning', { mode: 'boolean' }).notNull(),
    onInactiveDuplicate: text('on_inactive_duplicate').$type<OnInactiveDuplicate>().notNull(),
    unknownMembers: text('unknown_members').$type<UnknownMembers>().notNull(),
    declared: integer({ mode: 'boolean' }).notNull(),
    autoProvisioningDeclared: integer('auto_provisioning_declared', { mode: 'boolean' }).notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.name] })],
);

export const keys = sqliteTable(
  'keys',
  {
    id: text().$type<KeyId>().primaryKey(),
    tenant: tenant(),
    identityProvider: text('identity_provider').notNull(),
    scope: text().$type<KeyScope>().notNull(),
    digest: blob({ mode: 'buffer' }).$type<SecretDigest>().notNull(),
    declared: integer({ mode: 'boolean' }).notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at'),
    revokedAt: integer('revoked_at'),
    lastUsedAt: integer('last_used_at'),
    lastAddress: text('last_address'),
    lastUserAgent: text('last_user_agent'),
    useCount: integer('use_count').notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.tenant, table.identityProvider],
      foreignColumns: [identityProviders.tenant, identityProviders.name],
    }).onDelete('cascade'),
    index('keys_by_provider').on(table.tenant, table.identityProvider, table.createdAt),
    index('keys_by_digest').on(table.digest),
  ],
);

/** How often each key needed each quirk. */
export const quirkUses = sqliteTable(
  'quirk_uses',
  {
    key: text()
      .$type<KeyId>()
      .notNull()
      .references(() => keys.id, { onDelete: 'cascade' }),
    quirk: text().notNull(),
    count: integer().notNull(),
    at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.key, table.quirk] })],
);

/** `seq` is the order of creation, over all tenants and never given again. */
export const resources = sqliteTable(
  'resources',
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    tenant: ownTenant(),
    type: text().notNull(),
    id: text().notNull(),
    version: integer().notNull(),
    created: integer().notNull(),
    lastModified: integer('last_modified').notNull(),
    source: text(),
    /** How the resource is called as a member of a group. */
    display: text().notNull(),
    /** StoredResource.text */
    text: text().notNull(),
    /** Of a user, whether it is active; null when nothing is said of that. 1 of all else. */
    active: integer(),
  },
  (table) => [
    uniqueIndexOn('resources_by_id').on(table.tenant, table.type, table.id),
    index('resources_by_creation').on(table.tenant, table.type),
    index('resources_by_created').on(table.tenant, table.type, table.created),
    index('resources_by_last_modified').on(table.tenant, table.type, table.lastModified),
    index('resources_by_active').on(table.tenant, table.type, table.active),
  ],
);

/**
 * The index of resources by their attributes: a row for each value of each indexed attribute that has no column, in the
 * form in which filters compare it. Written with the resource and by the same statements only, so it needs no foreign keys.
 */
export const attributeIndex = sqliteTable(
  'attribute_index',
  {
    ...indexedValue(),
    seq: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.type, table.path, table.value, table.seq] })],
);

/** The same of those attributes of which no two resources may have the same value. */
export const uniqueIndex = sqliteTable(
  'unique_index',
  {
    ...indexedValue(),
    seq: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.type, table.path, table.value] })],
);

/** What the rows of both are of: other resource types than those of the last start have it built anew. */
export const indexedAttributes = sqliteTable(
  'indexed_attributes',
  {
    type: text().notNull(),
    path: text().notNull(),
    form: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.type, table.path] })],
);

/** A row for each member; a group's groups come before its users, which finds nested groups at once. */
export const members = sqliteTable(
  'members',
  {
    tenant: tenant(),
    groupSeq: integer('group_seq').notNull(),
    memberType: text('member_type').$type<'User' | 'Group'>().notNull(),
    memberSeq: integer('member_seq').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.groupSeq, table.memberType, table.memberSeq] }),
    index('members_by_member').on(table.tenant, table.memberSeq, table.groupSeq),
  ],
);

/** How many resources of each type there are. */
export const counters = sqliteTable(
  'counters',
  {
    tenant: ownTenant(),
    type: text().notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.type] })],
);

export const events = sqliteTable(
  'events',
  {
    tenant: ownTenant(),
    sequence: integer().notNull(),
    at: integer().notNull(),
    actor: text().notNull(),
    requestId: text('request_id').notNull(),
    action: text().$type<EventAction>().notNull(),
    resourceType: text('resource_type').notNull(),
    resourceId: text('resource_id').notNull(),
    resourceName: text('resource_name').notNull(),
    changes: text({ mode: 'json' }).$type<readonly AttributeChange[]>().notNull(),
    skippedMembers: text('skipped_members', { mode: 'json' }).$type<readonly string[]>().notNull(),
    digest: text().notNull(),
    method: text().$type<RequestMethod>(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.sequence] }),
    index('events_by_resource').on(table.tenant, table.resourceId, table.sequence),
  ],
);

/** The last event of each tenant that was forgotten: what the chain of those kept goes on from. */
export const eventAnchors = sqliteTable('event_anchors', {
  tenant: ownTenant().primaryKey(),
  sequence: integer().notNull(),
  digest: text().notNull(),
});

/** What deleted resources were called, as attribute_index had it; goes with the event of the deletion. */
export const deleted = sqliteTable(
  'deleted',
  {
    ...indexedValue(),
    sequence: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.type, table.path, table.value] }),
    foreignKey({
      columns: [table.tenant, table.sequence],
      foreignColumns: [events.tenant, events.sequence],
    }).onDelete('cascade'),
    index('deleted_by_event').on(table.tenant, table.sequence),
  ],
);

/** How far each receiver has got with the events. */
export const deliveries = sqliteTable(
  'deliveries',
  {
    tenant: ownTenant(),
    receiver: text().notNull(),
    acknowledged: integer().notNull(),
    acknowledgedAt: integer('acknowledged_at'),
    failures: integer().notNull(),
    error: text(),
    nextTryAt: integer('next_try_at'),
    gap: text({ mode: 'json' }).$type<Gap>(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.receiver] })],
);

export const eventStreams = sqliteTable(
  'event_streams',
  {
    tenant: ownTenant(),
    id: text().notNull(),
    description: text(),
    requested: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
    status: text().$type<EventStream['status']>().notNull(),
    reason: text(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.id] })],
);

export const signingKeys = sqliteTable(
  'signing_keys',
  {
    tenant: ownTenant(),
    id: text().notNull(),
    /** PKCS #8, DER. */
    privateKey: blob('private_key', { mode: 'buffer' }).notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.id] })],
);

export const secrets = sqliteTable('secrets', {
  name: text().primaryKey(),
  value: blob({ mode: 'buffer' }).notNull(),
});

const digest = () => blob({ mode: 'buffer' }).$type<SecretDigest>();

export const consoleLogins = sqliteTable('console_logins', {
  digest: digest().primaryKey(),
  name: text().notNull(),
  role: text().$type<ConsoleRole>().notNull(),
  expiresAt: integer('expires_at').notNull(),
});

export const consoleSessions = sqliteTable('console_sessions', {
  digest: digest().primaryKey(),
  name: text().notNull(),
  role: text().$type<ConsoleRole>().notNull(),
  startedAt: integer('started_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
});

/** One row, which counts the changes of keys and identity providers; triggers write it. */
export const credentialsVersion = sqliteTable('credentials_version', {
  id: integer().primaryKey(),
  version: integer().notNull(),
});

/** One row, written to see whether writes reach the disk. */
export const writeChecks = sqliteTable('write_checks', {
  id: integer().primaryKey(),
  at: integer().notNull(),
});
