import type { StoredResource } from '../../scim/resource.ts';
import type { Collection, ReadOptions, Resources, Write, WriteOutcome } from '../port.ts';
import type { Connection } from './connection.ts';
import type { Lister } from './lister.ts';
import { readResources } from './read-resources.ts';
import type { Reader } from './reader.ts';
import { withRelations } from './relations.ts';
import { findRow, findRows, toStored } from './resource-row.ts';
import { scan } from './scan.ts';
import { inOrderOfCreation } from './sources.ts';
import { BATCH_SIZE, type Work, type WriteQueue } from './write-queue.ts';
import { writeResource } from './write-resource.ts';

export interface ResourcesOptions {
  readonly reader: Reader;
  readonly writer: Connection;
  readonly queue: WriteQueue;
  readonly lister: Lister;
  readonly now: () => number;
}

const STREAM_SLICE = 100;

/** SCIM resources in SQLite. */
export function createResources({ reader, writer, queue, lister, now }: ResourcesOptions): Resources {
  const toWork =
    (write: Write, { relations }: ReadOptions) =>
    () => {
      const row = writeResource(writer, write, now());
      if (row === undefined) return undefined;
      return relations ? withRelations(writer, reader, write.target, row) : toStored(row, write.target.type);
    };
  return {
    find: async (target, { relations }) =>
      reader.read((connection) => {
        const row = findRow(connection, target);
        return relations ? withRelations(connection, reader, target, row) : toStored(row, target.type);
      }),
    list: (collection, query) => lister.list(collection, query),
    stream: (collection) => streamFrom(reader, collection),
    write: (write, options = { relations: true }) => queue.write(toWork(write, options)),
    writeAll(writes, stopAfter) {
      const works = writes.map((write) => toWork(write, { relations: false }));
      return writeInSlices(queue, works, stopAfter);
    },
  };
}

/** All resources with their relations in order of creation, in slices. */
export async function* streamFrom(
  reader: Reader,
  collection: Collection,
): AsyncGenerator<readonly StoredResource[]> {
  for await (const seqs of scan(reader, inOrderOfCreation(collection), STREAM_SLICE)) {
    const rows = reader.read((connection) => findRows(connection, collection, seqs));
    const resources = await readResources(reader, collection, rows, { relations: true });
    if (resources.length > 0) yield resources;
  }
}

/** The next slice is handed in when the last one is committed: what others have handed in meanwhile comes first. */
async function writeInSlices(
  queue: WriteQueue,
  works: readonly Work<StoredResource | undefined>[],
  stopAfter: number,
): Promise<readonly WriteOutcome[]> {
  const all: WriteOutcome[] = [];
  const syncs: Promise<void>[] = [];
  let failures = 0;
  while (all.length < works.length && failures < stopAfter) {
    const slice = works.slice(all.length, all.length + BATCH_SIZE);
    const { outcomes, synced } = await queue.commit(slice, stopAfter - failures);
    syncs.push(synced);
    failures += outcomes.filter(({ failed }) => failed).length;
    all.push(
      ...outcomes.map((outcome) => (outcome.failed ? { error: outcome.error } : { resource: outcome.value })),
    );
  }
  await Promise.all(syncs);
  return all;
}
