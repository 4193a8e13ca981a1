import { type Context, Hono } from 'hono';
import { askedBy } from '../scim/asked.ts';
import type { Preconditions } from '../scim/preconditions.ts';
import { checkPreconditions, isNotModified } from '../scim/preconditions.ts';
import { locationOf, versionTag } from '../scim/present.ts';
import { type Projection, parseProjection } from '../scim/project.ts';
import type { ResourceId, StoredResource } from '../scim/resource.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import type { Resources } from '../store/port.ts';
import { readBody } from './body.ts';
import type { HttpEnv } from './environment.ts';
import type { Mender } from './mend.ts';
import { bindMethods } from './methods.ts';
import type { AnswerQuery } from './query.ts';
import { joinPieces, reply, replyEmpty, streamText } from './reply.ts';
import { isWhole, readsRelations, resourceBody } from './resource-body.ts';
import { toWrite, type WriteRequest } from './write.ts';

interface ResourceDependencies {
  readonly resources: Pick<Resources, 'find' | 'write'>;
  readonly answerQuery: AnswerQuery;
  readonly mender: Mender;
  readonly newId: () => ResourceId;
  readonly bodyBytes: number;
}

/** Reading and writing the resources of a type (RFC 7644 §3.3 to §3.6). */
export function resourceRoutes(type: ResourceType, dependencies: ResourceDependencies): Hono<HttpEnv> {
  const { resources, answerQuery, mender, newId, bodyBytes } = dependencies;
  const app = new Hono<HttpEnv>();

  async function write(c: Context<HttpEnv>, method: WriteRequest['method'], id: string): Promise<Response> {
    const caller = c.get('caller');
    const query = c.req.query();
    const body = method === 'DELETE' ? undefined : mender.body(await readBody(c, bodyBytes), caller);
    const projection = parseProjection(query, type, askedBy(body, type));
    const target = { tenant: caller.tenant, type, id: id as ResourceId };
    const written = await resources.write(
      toWrite({ method, target, body, conditions: readConditions(c) }, caller),
      { relations: readsRelations(type, projection) },
    );
    if (written === undefined) return replyEmpty(c, 204);
    // Nobody wants a hundred thousand members back for each that comes or goes; who does asks for the attribute.
    const isLarge =
      method === 'PATCH' && written.moreMembers !== undefined && query['attributes'] === undefined;
    const answered = isLarge ? withoutMembers(written) : written;
    return replyResource(c, answered, { projection, status: method === 'POST' ? 201 : 200 });
  }

  const isReadOnly = type.declared !== undefined;
  bindMethods(app, '/', {
    GET: (c) => answerQuery(c, [type], c.req.query()),
    ...(!isReadOnly && { POST: (c) => write(c, 'POST', newId()) }),
  });
  bindMethods(app, '/:id', {
    async GET(c) {
      const projection = parseProjection(c.req.query(), type);
      const { tenant, baseUrl } = c.get('caller');
      const target = { tenant, type, id: c.req.param('id') as ResourceId };
      const found = await resources.find(target, { relations: readsRelations(type, projection) });
      const { ifMatch, ifNoneMatch } = readConditions(c);
      checkPreconditions({ ifMatch }, found);
      if (isNotModified(ifNoneMatch, found)) return replyEmpty(c, 304, headersOf(found, baseUrl));
      return replyResource(c, found, { projection, status: 200 });
    },
    ...(!isReadOnly && {
      PUT: (c) => write(c, 'PUT', c.req.param('id')),
      PATCH: (c) => write(c, 'PATCH', c.req.param('id')),
      DELETE: (c) => write(c, 'DELETE', c.req.param('id')),
    }),
  });
  return app;
}

function readConditions(c: Context<HttpEnv>): Preconditions {
  return { ifMatch: c.req.header('if-match'), ifNoneMatch: c.req.header('if-none-match') };
}

function replyResource(
  c: Context<HttpEnv>,
  resource: StoredResource,
  { projection, status }: { readonly projection: Projection; readonly status: 200 | 201 },
): Response {
  const { baseUrl } = c.get('caller');
  const body = resourceBody(resource, { baseUrl, projection });
  const headers = headersOf(resource, baseUrl);
  return reply(c, status, isWhole(body) ? joinPieces(body) : streamText(body), headers);
}

/** The same as in `meta` (RFC 7643 §3.1); RFC 7644 has Location with every resource, not with a new one alone. */
function headersOf(resource: StoredResource, baseUrl: string) {
  const location = locationOf(resource, baseUrl);
  return { ETag: versionTag(resource), Location: location, 'Content-Location': location };
}

function withoutMembers({ members: _, moreMembers: __, ...resource }: StoredResource): StoredResource {
  return resource;
}
