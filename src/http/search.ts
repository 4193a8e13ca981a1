import { Hono } from 'hono';
import { parseSearchRequest } from '../scim/list.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import { readBody } from './body.ts';
import type { HttpEnv } from './environment.ts';
import { bindMethods } from './methods.ts';
import type { AnswerQuery } from './query.ts';

interface SearchDependencies {
  readonly resourceTypes: readonly ResourceType[];
  readonly answerQuery: AnswerQuery;
  readonly bodyBytes: number;
}

/** Queries over all resource types (RFC 7644 §3.4.2.1), and queries whose parameters are too personal for a URL (§3.4.3). */
export function searchRoutes({ resourceTypes, answerQuery, bodyBytes }: SearchDependencies): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  bindMethods(app, '/', { GET: (c) => answerQuery(c, resourceTypes, c.req.query()) });
  bindSearch('', resourceTypes);
  for (const type of resourceTypes) bindSearch(type.endpoint, [type]);
  return app;

  function bindSearch(endpoint: string, types: readonly ResourceType[]): void {
    // The path reader has turned `/Users/.search` round.
    bindMethods(app, `/.search${endpoint}`, {
      POST: async (c) => answerQuery(c, types, parseSearchRequest(await readBody(c, bodyBytes))),
    });
  }
}
