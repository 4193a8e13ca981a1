import { Hono } from 'hono';
import type { ResourceId } from '../scim/resource.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { readEventNames } from './event-names.ts';
import { groupPage } from './pages/group.ts';
import { groupListPage } from './pages/group-list.ts';
import { nameOf } from './resource-name.ts';
import { createSearch } from './search.ts';
import { viewOf } from './view.ts';

const HISTORY = 50;
/** How many members a group's page shows; the list of users has them all. */
const SHOWN_MEMBERS = 50;

type Dependencies = Pick<ConsoleDependencies, 'store' | 'userType' | 'groupType' | 'now' | 'random'>;

/** The groups of a tenant. */
export function groupRoutes(dependencies: Dependencies): Hono<ConsoleEnv> {
  const { store, userType, groupType, now } = dependencies;
  const { resources, events } = store;
  const search = createSearch(dependencies);
  const app = new Hono<ConsoleEnv>();

  app.get('/', async (c) => {
    const { name: tenant } = c.get('tenant');
    const { q = '', cursor = '' } = c.req.query();
    const narrowing = { text: q.trim(), state: '', group: '' } as const;
    const groups = await search({ tenant, type: groupType }, narrowing, cursor);
    const shown = { tenant, groups, q: narrowing.text, now: now(), isLater: cursor !== '' };
    return c.html(groupListPage(viewOf(c, 'groups'), shown));
  });

  app.get('/:id', async (c) => {
    const { name: tenant } = c.get('tenant');
    const id = c.req.param('id') as ResourceId;
    const group = await resources.find({ tenant, type: groupType, id }, { relations: true });
    const query = { resourceId: id, descending: true, limit: HISTORY };
    const history = await events.listEvents(tenant, query);
    const names = await readEventNames(store, { tenant, types: [userType, groupType] }, history);
    const members = group.members?.slice(0, SHOWN_MEMBERS) ?? [];
    const isMore = (group.members?.length ?? 0) > members.length || group.moreMembers !== undefined;
    const shown = { tenant, group, title: nameOf(group), members, isMore, history, names };
    return c.html(groupPage(viewOf(c, 'groups'), shown));
  });
  return app;
}
