import { type Context, Hono } from 'hono';
import { SECURITY_EVENTS } from '../directory/receiver.ts';
import { resourceTypeResources, schemaResources, serviceProviderConfig } from '../scim/discovery.ts';
import { notFound, ScimError } from '../scim/errors.ts';
import { presentList } from '../scim/list.ts';
import type { JsonObject } from '../scim/resource.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import { CURSOR_LIFETIME_SECONDS } from './cursor.ts';
import type { HttpEnv } from './environment.ts';
import type { Limits } from './limits.ts';
import { bindMethods } from './methods.ts';
import { joinPieces, reply } from './reply.ts';

interface DiscoveryDependencies {
  /** Without one there is no issuer of tokens, and so are no events. */
  readonly publicUrl: string | undefined;
  readonly resourceTypes: readonly ResourceType[];
  readonly limits: Limits;
}

/** What a client can find out about the service (RFC 7644 §4); query parameters mean nothing here. */
export function discoveryRoutes({ publicUrl, resourceTypes, limits }: DiscoveryDependencies): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  bindMethods(app, '/ServiceProviderConfig', {
    GET(c) {
      const { baseUrl } = c.get('caller');
      const features = {
        ...limits,
        baseUrl,
        cursorTimeoutSeconds: CURSOR_LIFETIME_SECONDS,
        securityEventUris: publicUrl === undefined ? [] : Object.values(SECURITY_EVENTS),
      };
      return reply(c, 200, JSON.stringify(serviceProviderConfig(features)));
    },
  });
  bindCatalogue(app, '/ResourceTypes', (baseUrl) => resourceTypeResources(resourceTypes, baseUrl));
  bindCatalogue(app, '/Schemas', (baseUrl) => schemaResources(resourceTypes, baseUrl));
  return app;
}

function bindCatalogue(
  app: Hono<HttpEnv>,
  path: string,
  describe: (baseUrl: string) => readonly JsonObject[],
): void {
  bindMethods(app, path, {
    GET(c) {
      refuseFilter(c);
      const resources = describe(c.get('caller').baseUrl).map((resource) => [JSON.stringify(resource)]);
      const { length } = resources;
      return reply(
        c,
        200,
        joinPieces(presentList({ total: length, startIndex: 1, itemsPerPage: length, resources })),
      );
    },
  });
  bindMethods(app, `${path}/:id`, {
    GET(c) {
      refuseFilter(c);
      const wanted = c.req.param('id').toLowerCase();
      const found = describe(c.get('caller').baseUrl).find(({ id }) => String(id).toLowerCase() === wanted);
      if (found === undefined) throw notFound('There is nothing of that id.');
      return reply(c, 200, JSON.stringify(found));
    },
  });
}

/** RFC 7644 §4: a client that filters here must not take the whole answer for the filtered one. */
function refuseFilter(c: Context<HttpEnv>): void {
  if (c.req.query('filter') !== undefined) throw new ScimError(403, 'There are no filters here.');
}
