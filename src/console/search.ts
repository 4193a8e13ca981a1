import type { TenantName } from '../directory/tenant.ts';
import { type Cursors, createCursors } from '../http/cursor.ts';
import { bindFilter } from '../scim/filter/bind.ts';
import { parseFilter } from '../scim/filter/parse.ts';
import type { StoredResource } from '../scim/resource.ts';
import type { Collection } from '../store/port.ts';
import type { ConsoleDependencies } from './dependencies.ts';

export const PAGE_SIZE = 50;

/** What a list is narrowed by; what is empty does not narrow it. */
export interface Narrowing {
  /** The beginning of a name, or a whole id. */
  readonly text: string;
  readonly isDisabled: boolean;
  /** The id of a group whose users are wanted. */
  readonly group: string;
}

export interface Found {
  readonly total: number;
  readonly resources: readonly StoredResource[];
  /** Leads to the next page; undefined on the last. */
  readonly cursor: string | undefined;
}

/** Finds users or groups, a page at a time. */
export type Search = (collection: Collection, narrowing: Narrowing, cursor: string) => Promise<Found>;

/** The attributes whose beginnings are searched, each of them indexed. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  User: ['userName', 'displayName', 'emails.value'],
  Group: ['displayName'],
};

export function createSearch({
  store,
  random,
  now,
}: Pick<ConsoleDependencies, 'store' | 'random' | 'now'>): Search {
  const cursors = createCursors({ secret: () => store.secret('console cursor'), random, now });
  return async function search(collection, narrowing, cursor) {
    const binding = JSON.stringify([collection.tenant, collection.type.name, narrowing]);
    const filter = filterText(collection, narrowing);
    const page = await store.resources.list(collection, {
      ...(filter !== '' && { filter: bindFilter(parseFilter(filter), collection.type) }),
      page: { after: await open(cursors, cursor, binding), count: PAGE_SIZE },
      relations: false,
    });
    return { ...page, cursor: await seal(cursors, page.next, binding) };
  };
}

function filterText({ type }: Collection, { text, isDisabled, group }: Narrowing): string {
  const quoted = JSON.stringify(text);
  const names = (NAMES[type.name] ?? []).map((name) => `${name} sw ${quoted}`);
  const byText = [...names, `externalId eq ${quoted}`, `id eq ${quoted}`].join(' or ');
  return [
    ...(text === '' ? [] : [`(${byText})`]),
    ...(isDisabled ? ['active eq false'] : []),
    ...(group === '' ? [] : [`groups.value eq ${JSON.stringify(group)}`]),
  ].join(' and ');
}

async function open(cursors: Cursors, cursor: string, binding: string): Promise<string | undefined> {
  return cursor === '' ? undefined : (await cursors.open(cursor, binding)).after;
}

async function seal(
  cursors: Cursors,
  after: string | undefined,
  binding: string,
): Promise<string | undefined> {
  return after === undefined ? undefined : await cursors.seal({ type: 0, after, count: PAGE_SIZE }, binding);
}

/** The group of that name in any letter case. */
export async function findGroupByName(
  { resources }: ConsoleDependencies['store'],
  { tenant, type }: Collection & { readonly tenant: TenantName },
  name: string,
): Promise<StoredResource | undefined> {
  const filter = bindFilter(parseFilter(`displayName eq ${JSON.stringify(name)}`), type);
  const page = { startIndex: 1, count: 1 };
  return (await resources.list({ tenant, type }, { filter, page, relations: false })).resources[0];
}
