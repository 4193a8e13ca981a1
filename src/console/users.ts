import { type Context, Hono } from 'hono';
import { setActive } from '../admin/set-active.ts';
import type { ResourceId } from '../scim/resource.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { readEventNames } from './event-names.ts';
import { userPage } from './pages/user.ts';
import { userListPage } from './pages/user-list.ts';
import { userPath } from './paths.ts';
import { redirectOnce } from './redirect-once.ts';
import { nameOf } from './resource-name.ts';
import { createSearch, findGroupByName, USER_STATES, type UserState } from './search.ts';
import type { Submissions } from './submissions.ts';
import { TEXTS } from './texts.ts';
import { viewOf } from './view.ts';

const HISTORY = 50;

type Dependencies = Pick<ConsoleDependencies, 'store' | 'userType' | 'groupType' | 'now' | 'random'> & {
  readonly submissions: Submissions;
};

/** The users of a tenant: finding one, what is known of one, what happened to one, and disabling one. */
export function userRoutes(dependencies: Dependencies): Hono<ConsoleEnv> {
  const { store, userType, groupType, now, submissions } = dependencies;
  const { resources, events } = store;
  const search = createSearch(dependencies);
  const app = new Hono<ConsoleEnv>();

  app.get('/', async (c) => {
    const { name: tenant } = c.get('tenant');
    const { q = '', group = '', cursor = '' } = c.req.query();
    const state: UserState | '' = USER_STATES.find((each) => each === c.req.query('state')) ?? '';
    const found =
      group === '' ? undefined : await findGroupByName(resources, { tenant, type: groupType }, group);
    const isMissing = group !== '' && found === undefined;
    const narrowing = { text: q.trim(), state, group: found?.id ?? '' };
    const users = isMissing
      ? { total: 0, resources: [], cursor: undefined, isTooMany: false }
      : await search({ tenant, type: userType }, narrowing, cursor);
    const shown = { tenant, users, q: narrowing.text, state, group, now: now(), isLater: cursor !== '' };
    const problems = isMissing ? { group: TEXTS.users.noGroup(group) } : {};
    return c.html(userListPage(viewOf(c, 'users'), { ...shown, problems }));
  });

  app.get('/:id', async (c) => {
    const target = targetOf(c);
    const user = await resources.find(target, { relations: true });
    const query = { resourceId: user.id, descending: true, limit: HISTORY };
    const history = await events.listEvents(target.tenant, query);
    const names = await readEventNames(store, { tenant: target.tenant, types: [] }, history);
    const shown = { tenant: target.tenant, user, title: nameOf(user), history, names };
    return c.html(userPage(viewOf(c, 'users'), shown));
  });

  async function set(c: Context<ConsoleEnv>, { active, done }: { active: boolean; done: string }) {
    const target = targetOf(c);
    await setActive(resources, target, active, c.get('actor'));
    return `${userPath(target.tenant, target.id)}?done=${done}`;
  }

  // Of a page that was left open the form may be sent again, after another has enabled the user: that is meant.
  app.post('/:id/disable', async (c) => c.redirect(await set(c, { active: false, done: 'disabled' }), 303));
  app.post('/:id/enable', (c) =>
    redirectOnce(c, submissions, () => set(c, { active: true, done: 'enabled' })),
  );
  return app;

  function targetOf(c: Context<ConsoleEnv>) {
    const id = (c.req.param('id') ?? '') as ResourceId;
    return { tenant: c.get('tenant').name, type: userType, id };
  }
}
