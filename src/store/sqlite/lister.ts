import { compareItems, type Item } from '../../scim/order.ts';
import type { Collection, CursorPage, IndexPage, Query, ResourcePage } from '../port.ts';
import { collect } from './collect.ts';
import { readPosition } from './event-log.ts';
import { type Candidates, filterToSql } from './filter-to-sql.ts';
import { readResources } from './read-resources.ts';
import type { Reader } from './reader.ts';
import { nestedGroups } from './relations.ts';
import { countResources, findRows, type ResourceRow } from './resource-row.ts';
import { count, explain, type FoundRow, type PageStart, type Position, page, placeOf } from './scan.ts';
import { type Search, SearchLine } from './search-line.ts';
import { inOrderOfCreation } from './sources.ts';
import { StateCache } from './state-cache.ts';
import { findWalk, type Walk } from './walk.ts';

/** What was looked through for a query, as no index has its resources in its order. */
export interface Scan {
  readonly tenant: string;
  readonly resourceType: string;
  readonly ms: number;
  /** How SQLite found what was looked at; no value that was asked for stands in it. */
  readonly plan: readonly string[];
}

export interface ListerOptions {
  readonly reader: Reader;
  /** How many milliseconds a query may look through resources. */
  readonly searchBudget: number;
  /** Told of each query that had to look through resources. */
  readonly onScan?: ((scan: Scan) => void) | undefined;
}

/** A page as rows, in order. */
interface RowPage extends Pick<ResourcePage, 'total' | 'next'> {
  readonly rows: readonly ResourceRow[];
}

/** By what something is remembered of a walk, and in which state of the tenant. */
interface Memory {
  readonly key: string;
  readonly state: string;
}

const COUNT_SLICE = 10_000;
const REMEMBERED = 1000;
/** Of each tenant: more than one, so that one that takes seconds does not hold up all others. */
const SEARCHES_AT_ONCE = 4;

/** Answers queries: in the order of an index from where the page begins, else out of all that satisfies the query. */
export class Lister {
  readonly #reader: Reader;
  readonly #searches: SearchLine;
  readonly #onScan: ListerOptions['onScan'];
  /** Where pages ended, so that a client that reads them one by one is not made to wait for all before. */
  readonly #bookmarks = new StateCache<Position>(REMEMBERED);
  readonly #totals = new StateCache<number>(REMEMBERED);

  constructor({ reader, searchBudget, onScan }: ListerOptions) {
    this.#reader = reader;
    this.#searches = new SearchLine({ budget: searchBudget, atOnce: SEARCHES_AT_ONCE });
    this.#onScan = onScan;
  }

  async list(collection: Collection, query: Query): Promise<ResourcePage> {
    const candidates = this.#candidatesOf(collection, query);
    const walk = findWalk(collection, query, candidates);
    const { total, next, rows } =
      walk === undefined
        ? await this.#collected(collection, query, candidates)
        : await this.#walked(collection, query, walk);
    const resources = await readResources(this.#reader, collection, rows, query);
    return { total, next, resources };
  }

  #candidatesOf(collection: Collection, query: Query): Candidates {
    const all = { sources: [inOrderOfCreation(collection)], exact: query.filter === undefined };
    const nested = (id: string) =>
      this.#reader.read((connection) => nestedGroups(connection, collection.tenant, id));
    return filterToSql(query, { collection, nestedGroups: nested }) ?? all;
  }

  async #collected(collection: Collection, query: Query, candidates: Candidates): Promise<RowPage> {
    const items = await this.#collect(collection, query, candidates);
    const start =
      'after' in query.page
        ? indexAfter(items, query.page.after, query.sort?.descending === true)
        : query.page.startIndex - 1;
    const end = start + query.page.count;
    const last = items[end - 1];
    const isCut = 'after' in query.page && end < items.length && last !== undefined;
    const seqs = items.slice(start, end).map(({ seq }) => seq);
    return {
      total: items.length,
      rows: this.#reader.read((connection) => findRows(connection, collection, seqs)),
      next: isCut ? JSON.stringify([last.seq, last.key]) : undefined,
    };
  }

  async #collect(collection: Collection, query: Query, candidates: Candidates): Promise<readonly Item[]> {
    using search = this.#searches.begin(collection.tenant);
    const start = performance.now();
    try {
      return await collect(this.#reader, collection, query, { candidates, search });
    } finally {
      this.#reportScan(collection, search, performance.now() - start);
    }
  }

  #reportScan({ tenant, type }: Collection, { scanned }: Search, ms: number): void {
    const plan = () =>
      this.#reader.read((connection) => scanned.flatMap((source) => explain(connection, source)));
    this.#onScan?.({
      tenant,
      resourceType: type.name,
      ms: Math.round(ms),
      // Few who are told want to know.
      get plan() {
        return plan();
      },
    });
  }

  async #walked(collection: Collection, query: Query, walk: Walk): Promise<RowPage> {
    const { page: wanted } = query;
    const found =
      'after' in wanted ? this.#cursorPage(walk, wanted) : this.#indexPage(collection, walk, wanted);
    const isFirst = 'after' in wanted ? wanted.after === undefined : wanted.startIndex === 1;
    const isAll = isFirst && found.rows.length < wanted.count;
    return { ...found, total: isAll ? found.rows.length : await this.#total(collection, query, walk) };
  }

  async #total(collection: Collection, { filter, unprovisioned }: Query, walk: Walk): Promise<number> {
    // That a resource is provisioned for the first time is no event when nothing else of it changes.
    if (unprovisioned === true) return await count(this.#reader, walk.source, COUNT_SLICE);
    if (filter === undefined)
      return this.#reader.read((connection) => countResources(connection, collection));
    const { key, state } = this.#memoryOf(collection, walk);
    const known = this.#totals.get(key, state);
    if (known !== undefined) return known;
    const total = await count(this.#reader, walk.source, COUNT_SLICE);
    this.#totals.set(key, state, total);
    return total;
  }

  #cursorPage(walk: Walk, { after, count: size }: CursorPage): Omit<RowPage, 'total'> {
    // The text is one that the store gave.
    const from = after === undefined ? { skip: 0 } : { after: JSON.parse(after) as Position };
    const rows = this.#page(walk, from, size + 1);
    const last = rows.length > size ? rows[size - 1] : undefined;
    return { rows: rows.slice(0, size), next: last && JSON.stringify(placeOf(last, walk.source)) };
  }

  #indexPage(
    collection: Collection,
    walk: Walk,
    { startIndex, count: size }: IndexPage,
  ): Omit<RowPage, 'total'> {
    const rows = this.#page(walk, this.#startOf(collection, walk, startIndex), size);
    const last = rows.length === size ? rows.at(-1) : undefined;
    if (last !== undefined) {
      const { key, state } = this.#memoryOf(collection, walk);
      this.#bookmarks.set(`${startIndex + size} ${key}`, state, placeOf(last, walk.source));
    }
    return { rows, next: undefined };
  }

  #startOf(collection: Collection, walk: Walk, startIndex: number): PageStart {
    if (startIndex === 1) return { skip: 0 };
    const { key, state } = this.#memoryOf(collection, walk);
    const bookmark = this.#bookmarks.get(`${startIndex} ${key}`, state);
    return bookmark === undefined ? { skip: startIndex - 1 } : { after: bookmark };
  }

  #memoryOf({ tenant }: Collection, { source, descending }: Walk): Memory {
    return {
      key: JSON.stringify([source.kind, source.parameters, descending]),
      state: readPosition(this.#reader, tenant).digest,
    };
  }

  #page({ source, descending }: Walk, from: PageStart, size: number): readonly FoundRow[] {
    return this.#reader.read((connection) => page(connection, source, from, { count: size, descending }));
  }
}

/** How many items come before the page after a cursor. */
function indexAfter(items: readonly Item[], after: string | undefined, descending: boolean): number {
  if (after === undefined) return 0;
  // The text is one that the store gave.
  const [seq, key = null] = JSON.parse(after) as [number, Item['key']?];
  const sign = descending ? -1 : 1;
  const index = items.findIndex((item) => sign * compareItems(item, { seq, key }) > 0);
  return index === -1 ? items.length : index;
}
