import type { Bench } from '../bench.ts';
import { groupId, TENANT, userId } from '../data.ts';
import { median } from '../measure.ts';
import { programsAtHand } from '../programs.ts';
import type { Row } from '../report/row.ts';

const NAME = 'pages of the console';
const VISITS = 15;
const GOAL_USERS = 1_000_000;
/** What nobody notices as waiting. */
const GOAL_MS = 500;

/** How long each page of the console takes, one after the other as a person opens them. */
export async function measureConsole({ stage, begins }: Bench): Promise<readonly Row[]> {
  const [program] = programsAtHand();
  if (program === undefined || !begins(NAME)) return [];
  const visit = await signIn(await stage.consoleLink(program));
  const tenant = `/tenants/${TENANT}`;
  const group = `Group of ${stage.groups.large}`;
  const users = (query: Readonly<Record<string, string>>) => `${tenant}/users?${new URLSearchParams(query)}`;
  const pages = [
    ['users', users({})],
    ['users that begin with "ada.7"', users({ q: 'ada.7' })],
    ['users that begin with "a"', users({ q: 'a' })],
    ['disabled users that begin with "a"', users({ q: 'a', state: 'disabled' })],
    ['users never synced', users({ state: 'unsynced' })],
    [`users of the ${group}`, users({ group })],
    [`users of the ${group} that begin with "a"`, users({ q: 'a', group })],
    ['user', `${tenant}/users/${userId(7)}`],
    ['groups', `${tenant}/groups`],
    [group, `${tenant}/groups/${groupId(stage.groups.large)}`],
    ['activity', `${tenant}/activity`],
    ['deletions', `${tenant}/activity?action=delete`],
    ['health', '/health'],
  ] as const;

  const figures = [];
  for (const [name, path] of pages) {
    const times: number[] = [];
    await visit(path);
    for (let count = 0; count < VISITS; count += 1) times.push(await visit(path));
    figures.push({ name, p50: median(times) * 1000, p99: Math.max(...times) * 1000 });
  }
  const slowest = Math.max(...figures.map(({ p50 }) => p50)) / 1000;
  const goal = stage.users >= GOAL_USERS ? { atMost: GOAL_MS } : {};
  return [
    { name: NAME, figures, outcomes: [{ name: 'slowest page, p50', value: slowest, unit: 'ms', ...goal }] },
  ];
}

/** Spends a one-time link. @returns what opens a page and tells how many milliseconds that took */
async function signIn(link: string): Promise<(path: string) => Promise<number>> {
  const { origin, searchParams } = new URL(link);
  const body = new URLSearchParams({ token: searchParams.get('token') ?? '' });
  const answer = await fetch(`${origin}/login`, { method: 'POST', body, redirect: 'manual' });
  const headers = { Cookie: answer.headers.getSetCookie().join().split(';', 1).join() };
  return async (path) => {
    const start = performance.now();
    const response = await fetch(`${origin}${path}`, { headers });
    await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
    return performance.now() - start;
  };
}
