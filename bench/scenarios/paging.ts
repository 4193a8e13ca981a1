import type { Bench } from '../bench.ts';
import { Connection } from '../load/connection.ts';
import { createGet, USERS } from '../load/requests.ts';
import { median } from '../measure.ts';
import type { Point, Row } from '../report/row.ts';
import type { Server } from '../server.ts';

const NAME = 'paging with startIndex, count=100';
const PAGE = 100;
/** How many pages stand for the first, and for the last one. */
const SAMPLE = 20;
/** How many pages stand for all of those that are found by counting from the first. */
const COUNTED = 100;
const GOAL_USERS = 1_000_000;

/** All users page by page, as Okta reads them, against the same with each page found by counting (SQL's OFFSET). */
export async function measurePaging({ stage, appliances, begins }: Bench): Promise<readonly Row[]> {
  const [server] = appliances;
  if (server === undefined || !begins(NAME)) return [];
  using reader = await openReader(server, stage.authorization);
  const read = async (page: number): Promise<Point> => {
    const startIndex = page * PAGE + 1;
    return [startIndex, await reader.read(`${USERS}?startIndex=${startIndex}&count=${PAGE}`)];
  };

  const pages = Math.floor(stage.users / PAGE);
  // From the last page to the first none begins where one before it ended.
  const counted: Point[] = [];
  const step = Math.max(2, Math.floor(pages / COUNTED));
  for (let page = pages - 1; page >= 0; page -= step) counted.push(await read(page));
  const passed: Point[] = [];
  for (let page = 0; page < pages; page += 1) passed.push(await read(page));

  const all = passed.reduce((sum, [, ms]) => sum + ms, 0);
  const allCounted = (counted.reduce((sum, [, ms]) => sum + ms, 0) / counted.length) * pages;
  const [first, last] = [passed.slice(0, SAMPLE), passed.slice(-SAMPLE)].map(medianTime);
  const goal = stage.users >= GOAL_USERS ? { atLeast: 20 } : {};
  return [
    {
      name: NAME,
      figures: [
        { name: 'first page', p50: (first ?? 0) * 1000 },
        { name: 'last page', p50: (last ?? 0) * 1000 },
        { name: `all ${pages} pages`, value: `${(all / 1000).toFixed(1)} s` },
        { name: 'all pages by OFFSET', value: `${(allCounted / 1000).toFixed(1)} s` },
      ],
      outcomes: [
        { name: 'last page ÷ first', value: (last ?? 0) / (first ?? 1), atMost: 2 },
        { name: 'all by OFFSET ÷ all', value: allCounted / all, ...goal },
      ],
      plot: {
        name: 'paging',
        title: `Time to read a page of ${PAGE} users`,
        x: { title: 'startIndex' },
        y: { title: 'ms' },
        curves: [
          { name: 'by bookmark', points: passed.filter((_, page) => page % step === 0) },
          { name: 'by OFFSET', points: counted.toReversed() },
        ],
      },
    },
  ];
}

/** Reads on one connection, and spends as little time as can be on what it gets: that of the server is wanted. */
async function openReader({ port }: Server, authorization: string) {
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => {});
  const connection = await Connection.open(port, reject);
  const toRequest = createGet({ port, authorization });
  return {
    /** @returns how many milliseconds it took */
    async read(path: string): Promise<number> {
      const start = performance.now();
      const answered = new Promise<number>((resolve) => connection.send(toRequest(path), resolve));
      const status = await Promise.race([answered, broken]);
      const ms = performance.now() - start;
      if (status !== 200) throw new Error(`GET ${path}: ${status}`);
      return ms;
    },
    [Symbol.dispose]: () => connection.close(),
  };
}

function medianTime(points: readonly Point[]): number {
  return median(points.map(([, ms]) => ms));
}
