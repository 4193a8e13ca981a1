import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Actor } from '../../directory/event.ts';
import { ConflictError, type Registry } from '../port.ts';
import type { Connection } from './connection.ts';
import { createCredentials } from './credentials.ts';
import { applyDeclaration, isDeclared } from './declaration.ts';
import {
  changeIdentityProvider,
  createIdentityProvider,
  getIdentityProvider,
  listIdentityProviders,
  removeIdentityProvider,
} from './identity-providers.ts';
import { addKeyUse, createKey, endKey, listKeys } from './keys.ts';
import type { Reader } from './reader.ts';
import type { Edit } from './registry-edit.ts';
import { getTenant, listTenants, removeTenant, saveTenant } from './tenants.ts';
import type { WriteQueue } from './write-queue.ts';

export interface RegistryOptions {
  readonly reader: Reader;
  readonly writer: Connection;
  readonly queue: WriteQueue;
  readonly now: () => number;
}

/** Tenants, identity providers and keys in SQLite. */
export function createRegistry({ reader, writer, queue, now }: RegistryOptions): Registry {
  const readDb = drizzle(reader.connection.database);
  const db = drizzle(writer.database);
  const credentials = createCredentials(reader);
  const edit = <T>(actor: Actor, change: (edit: Edit) => T) =>
    queue.write(() => change({ connection: writer, db, actor, at: now() }));

  return {
    listTenants: async () => reader.read(() => listTenants(readDb)),
    getTenant: async (name) => reader.read(() => getTenant(readDb, name)),
    createTenant: (tenant, actor) =>
      edit(actor, (within) => {
        if (getTenant(db, tenant.name) !== undefined) {
          throw new ConflictError(`There is a tenant "${tenant.name}" already.`);
        }
        saveTenant(within, tenant);
      }),
    removeTenant: (name) => queue.write(() => removeTenant(db, name)),

    listIdentityProviders: async (tenant) => reader.read(() => listIdentityProviders(readDb, tenant)),
    getIdentityProvider: async (tenant, name) =>
      reader.read(() => getIdentityProvider(readDb, { tenant, name })),
    createIdentityProvider: (provider, actor) =>
      edit(actor, (within) => createIdentityProvider(within, provider)),
    changeIdentityProvider: (tenant, name, change, actor) =>
      edit(actor, (within) => changeIdentityProvider(within, { tenant, name }, change)),
    removeIdentityProvider: (tenant, name, actor) =>
      edit(actor, (within) => removeIdentityProvider(within, { tenant, name })),

    listKeys: async (tenant, identityProvider) =>
      reader.read(() => listKeys(readDb, tenant, identityProvider)),
    getCredential: async (id) => credentials.byId(id),
    getCredentialByDigest: async (digest) => credentials.byDigest(digest),
    createKey: (key, actor) => edit(actor, (within) => createKey(within, key)),
    endKey: (tenant, id, end, actor) => edit(actor, (within) => endKey(within, { tenant, id }, end)),
    recordKeyUses: (uses) =>
      queue.write(() => {
        for (const [id, use] of uses) addKeyUse(db, id, use);
      }),

    async applyDeclaration(declaration, actor) {
      // Most starts find all as it was, and need not wait for the disk.
      if (reader.read(() => isDeclared(readDb, declaration))) return;
      await edit(actor, (within) => applyDeclaration(within, declaration));
    },
  };
}
