import type { Reader } from './reader.ts';
import { hasAtLeast, type Source, scan } from './scan.ts';
import type { Search } from './search-line.ts';

type Sources = readonly Source[];

const SLICE = 5000;
/** How many resources are kept in memory at most. */
const MOST = 200_000;

/**
 * The resources of some sources, slice by slice. Of one that is long and narrowed by others, all of those are read
 * before, if they are not too many: to look up each of its rows there takes several times as long.
 */
export async function* scanAll(
  reader: Reader,
  sources: Sources,
  { size, search }: { readonly size: number; readonly search: Search },
): AsyncGenerator<readonly number[]> {
  const gathered = new Map<Sources, ReadonlySet<number> | undefined>();
  for (const source of sources) {
    const { narrowed } = source;
    if (narrowed === undefined || !hasAtLeast(reader, SLICE, narrowed.source)) {
      yield* scanFor(search, reader, source, size);
      continue;
    }
    const { by } = narrowed;
    if (!gathered.has(by)) gathered.set(by, await gather(reader, by, search));
    const wanted = gathered.get(by);
    if (wanted === undefined) yield* scanFor(search, reader, source, size);
    else yield* filtered(scanFor(search, reader, narrowed.source, size), wanted);
  }
}

function scanFor(search: Search, reader: Reader, source: Source, size: number) {
  search.scanned.push(source);
  return scan(reader, source, size);
}

/** @returns undefined when there are too many of them */
async function gather(
  reader: Reader,
  sources: Sources,
  search: Search,
): Promise<ReadonlySet<number> | undefined> {
  const all = new Set<number>();
  for (const source of sources) {
    for await (const seqs of scanFor(search, reader, source, SLICE)) {
      await search.goOn();
      for (const seq of seqs) all.add(seq);
      if (all.size > MOST) return undefined;
    }
  }
  return all;
}

async function* filtered(
  slices: AsyncIterable<readonly number[]>,
  wanted: ReadonlySet<number>,
): AsyncGenerator<readonly number[]> {
  for await (const seqs of slices) yield seqs.filter((seq) => wanted.has(seq));
}
