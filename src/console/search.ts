import { type Cursors, createCursors } from '../http/cursor.ts';
import { parseAttributePath } from '../scim/attribute-path.ts';
import { ScimError } from '../scim/errors.ts';
import { bindFilter, bindSortPath } from '../scim/filter/bind.ts';
import { parseFilter } from '../scim/filter/parse.ts';
import type { StoredResource } from '../scim/resource.ts';
import type { Collection, Resources } from '../store/port.ts';
import type { ConsoleDependencies } from './dependencies.ts';

export const PAGE_SIZE = 50;

export const USER_STATES = ['disabled', 'unsynced'] as const;
export type UserState = (typeof USER_STATES)[number];

/** What a list is narrowed by; what is empty does not narrow it. */
export interface Narrowing {
  /** The beginning of a name, a whole email address, or an id. */
  readonly text: string;
  /** Those that may not sign in, or those that no identity provider has written so far. */
  readonly state: UserState | '';
  /** The id of a group whose users are wanted. */
  readonly group: string;
}

export interface Found {
  /** Undefined when there are more than are shown and nobody has counted them. */
  readonly total: number | undefined;
  readonly resources: readonly StoredResource[];
  /** Leads to the next page; undefined when there is none to go to. */
  readonly cursor: string | undefined;
  /** Whether there was more to look through than there is time for. */
  readonly isTooMany: boolean;
}

/** Finds users or groups: all of them page by page, or by a text the first ones. */
export type Search = (collection: Collection, narrowing: Narrowing, cursor: string) => Promise<Found>;

/** What is searched by its beginning and what as a whole, all of it indexed. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  User: ['userName', 'displayName'],
  Group: ['displayName'],
};
const WHOLE: Readonly<Record<string, readonly string[]>> = {
  User: ['emails.value', 'externalId', 'id'],
  Group: ['externalId', 'id'],
};

export function createSearch({
  store: { resources, secret },
  random,
  now,
}: Pick<ConsoleDependencies, 'store' | 'random' | 'now'>): Search {
  const cursors = createCursors({ secret: () => secret('console cursor'), random, now });
  return async function search(collection, narrowing, cursor) {
    const { text, state, group } = narrowing;
    if (text !== '' && state === '' && group === '') return await findByText(resources, collection, text);
    const binding = JSON.stringify([collection.tenant, collection.type.name, narrowing]);
    const filter = filterText(collection, narrowing);
    try {
      const page = await resources.list(collection, {
        ...(filter !== '' && { filter: bindFilter(parseFilter(filter), collection.type) }),
        unprovisioned: state === 'unsynced',
        page: { after: await open(cursors, cursor, binding), count: PAGE_SIZE },
        relations: false,
      });
      return { ...page, cursor: await seal(cursors, page.next, binding), isTooMany: false };
    } catch (error) {
      if (!(error instanceof ScimError && (error.scimType === 'tooMany' || error.status === 429)))
        throw error;
      return { total: undefined, resources: [], cursor: undefined, isTooMany: true };
    }
  };
}

/** The first ones by each name in its order, so that a million others do not matter; whole matches come first. */
async function findByText(resources: Resources, collection: Collection, text: string): Promise<Found> {
  const { type } = collection;
  const quoted = JSON.stringify(text);
  const whole = (WHOLE[type.name] ?? []).map((name) => `${name} eq ${quoted}`).join(' or ');
  const pages = await Promise.all([
    list(whole, undefined),
    ...(NAMES[type.name] ?? []).map((name) => list(`${name} sw ${quoted}`, name)),
  ]);
  const all = new Map(pages.flatMap((page) => page.resources.map((each) => [each.id, each] as const)));
  const isComplete = all.size <= PAGE_SIZE && pages.every(({ next }) => next === undefined);
  return {
    total: isComplete ? all.size : undefined,
    resources: [...all.values()].slice(0, PAGE_SIZE),
    cursor: undefined,
    isTooMany: false,
  };

  function list(filter: string, sortBy: string | undefined) {
    const path = sortBy === undefined ? undefined : parseAttributePath(sortBy);
    return resources.list(collection, {
      filter: bindFilter(parseFilter(filter), type),
      ...(path && { sort: { path: bindSortPath(path, type), descending: false } }),
      page: { after: undefined, count: PAGE_SIZE },
      relations: false,
    });
  }
}

function filterText({ type }: Collection, { text, state, group }: Narrowing): string {
  const byName = (NAMES[type.name] ?? []).map((name) => `${name} sw ${JSON.stringify(text)}`);
  return [
    ...(text === '' ? [] : [`(${byName.join(' or ')})`]),
    ...(state === 'disabled' ? ['active eq false'] : []),
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
  resources: Resources,
  { tenant, type }: Collection,
  name: string,
): Promise<StoredResource | undefined> {
  const filter = bindFilter(parseFilter(`displayName eq ${JSON.stringify(name)}`), type);
  const page = { startIndex: 1, count: 1 };
  return (await resources.list({ tenant, type }, { filter, page, relations: false })).resources[0];
}
