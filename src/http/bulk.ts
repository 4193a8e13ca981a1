import { Hono } from 'hono';
import type { Logger } from 'pino';
import { type BulkResult, parseBulk, presentBulk, resolveBulkIds } from '../scim/bulk.ts';
import { createEffort } from '../scim/effort.ts';
import type { ResourceId } from '../scim/resource.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import type { Resources } from '../store/port.ts';
import { readBody } from './body.ts';
import { runBulk } from './bulk-run.ts';
import type { FailedOperation, HttpEnv } from './environment.ts';
import { toScimError } from './errors.ts';
import type { Limits } from './limits.ts';
import type { Mender } from './mend.ts';
import { bindMethods } from './methods.ts';
import { reply } from './reply.ts';
import { toWrite } from './write.ts';

interface BulkDependencies {
  readonly resources: Pick<Resources, 'writeAll'>;
  readonly resourceTypes: readonly ResourceType[];
  readonly mender: Mender;
  readonly newId: () => ResourceId;
  readonly limits: Pick<Limits, 'bodyBytes' | 'bulkOperations'>;
  readonly log: Logger;
}

/** The operations share them, so that many do not take as often what one may. */
const BULK_STEPS = 200_000;

/** Many writes in one request, each of which may fail alone (RFC 7644 §3.7). */
export function bulkRoutes(dependencies: BulkDependencies): Hono<HttpEnv> {
  const { resources, resourceTypes, mender, newId, limits, log } = dependencies;
  const types = resourceTypes.filter(({ declared }) => declared === undefined);
  const app = new Hono<HttpEnv>();
  bindMethods(app, '/Bulk', {
    async POST(c) {
      const caller = c.get('caller');
      const body = await readBody(c, limits.bodyBytes);
      const effort = createEffort(BULK_STEPS);
      const request = parseBulk(body, { maxOperations: limits.bulkOperations, types });
      const results = await runBulk(request, {
        newId,
        prepare({ method, type, id, bulkId, version, data }, ids) {
          const text = id === undefined ? ids.get(bulkId ?? '') : resolveBulkIds(id, ids);
          const target = { tenant: caller.tenant, type, id: text as ResourceId };
          const resolved = mender.body(resolveBulkIds(data, ids), caller);
          const conditions = { ifMatch: version };
          return toWrite({ method, target, body: resolved, conditions, effort }, caller);
        },
        writeAll: (writes, stopAfter) => resources.writeAll(writes, stopAfter),
        explain: (error) => toScimError(error, c, log),
      });
      c.set('failedOperations', results.flatMap(failedOperation));
      return reply(c, 200, JSON.stringify(presentBulk(results, caller.baseUrl)));
    },
  });
  return app;
}

function failedOperation({ operation, outcome: { error } }: BulkResult): readonly FailedOperation[] {
  if (error === undefined) return [];
  if (operation.refusal !== undefined) return [{ target: undefined, error, data: undefined }];
  const { method, type, id, data } = operation;
  const path = id === undefined ? type.endpoint : `${type.endpoint}/:id`;
  return [{ target: `${method} ${path}`, error, data }];
}
