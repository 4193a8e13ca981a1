import { dirname } from 'node:path';
import { buildResourceTypes } from '../config/resource-types.ts';
import type { Config } from '../config/schema.ts';
import { GROUP, type ResourceType, USER } from '../scim/resource-types.ts';
import type { StoreOptions } from '../store/open.ts';
import type { Store } from '../store/port.ts';
import { becomeOwner } from './become-owner.ts';
import { databaseFile } from './database-file.ts';

/** What is installed on this machine: a configuration and its database, open. The server may be running on it. */
export interface Installation extends AsyncDisposable {
  readonly config: Config;
  readonly store: Store;
  readonly userType: ResourceType;
  readonly groupType: ResourceType;
}

/** Opens the database that the configuration names, as the owner of its directory. */
export async function openInstallation(
  config: Config,
  options: Pick<StoreOptions, 'now' | 'onHeld'>,
): Promise<Installation> {
  const { openStore } = await import('../store/open.ts');
  becomeOwner(dirname(databaseFile(config)));
  const resourceTypes = buildResourceTypes(config);
  const store = await openStore(config.database.url, {
    ...options,
    resourceTypes,
    backgroundCheckpoints: false,
  });
  return {
    config,
    store,
    userType: resourceTypes.find(({ name }) => name === USER.name) ?? USER,
    groupType: resourceTypes.find(({ name }) => name === GROUP.name) ?? GROUP,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
