import { randomUUID } from 'node:crypto';
import { argv } from 'node:process';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import type { JsonObject } from '../../src/scim/resource.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { TENANT } from '../data.ts';
import { createBasicCheck } from './basic-check.ts';
import { openPeerUsers, type PeerUser } from './peer-users.ts';

/**
 * The peer: the strongest SCIM library for Node, with handlers that do as little as the library lets them. It has the
 * same credential check and log line as the floor, and neither tenants, groups, events nor ETags.
 */
const [port, authorization = '', file = '', seeded] = argv.slice(2);
const log = createLogger({ level: 'info', format: 'json' });
const isRight = createBasicCheck([authorization]);
const users = openPeerUsers(file, Number(seeded));

SCIMMY.Resources.declare(SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false))
  .egress(read)
  .ingress(write);

/** What the library knows of a request. */
interface Query {
  readonly id?: string;
  readonly filter?: readonly object[];
  constraints?: { readonly startIndex?: number; readonly count?: number; readonly totalResults?: number };
}

function read(resource: Query) {
  if (resource.id !== undefined) return present(find(resource.id));
  const name = userNameOf(resource);
  if (name !== undefined) {
    const user = users.byUserName(name);
    return user === undefined ? [] : [present(user)];
  }
  const { startIndex = 1, count = 100 } = resource.constraints ?? {};
  resource.constraints = { ...resource.constraints, totalResults: users.count() };
  return users.page(startIndex - 1, count).map(present);
}

function write({ id }: Query, instance: object) {
  const { id: _, meta: __, ...attributes } = instance as JsonObject;
  const lastModified = new Date().toISOString();
  if (id !== undefined) {
    const user = { ...find(id), lastModified, attributes };
    users.update(user);
    return present(user);
  }
  const user = { id: randomUUID(), created: lastModified, lastModified, attributes };
  users.insert(user);
  return present(user);
}

function find(id: string): PeerUser {
  const user = users.byId(id);
  if (user === undefined) throw new SCIMMY.Types.Error(404, '', `There is no user ${id}.`);
  return user;
}

/** The library parses `userName eq "x"` into `[{ userName: ['eq', 'x'] }]`. */
function userNameOf({ filter }: Query): string | undefined {
  const [comparison = {}] = filter ?? [];
  const terms = 'userName' in comparison ? comparison.userName : undefined;
  return Array.isArray(terms) && terms[0] === 'eq' ? String(terms[1]) : undefined;
}

// The library's type of a user names every attribute.
function present({ id, created, lastModified, attributes }: PeerUser): SCIMMY.Schemas.User {
  return { ...attributes, id, meta: { created, lastModified } } as unknown as SCIMMY.Schemas.User;
}

const app = express();
app.disable('etag');
app.disable('x-powered-by');
app.use((request, response, next) => {
  const start = performance.now();
  response.on('finish', () => {
    const ms = Math.round((performance.now() - start) * 100) / 100;
    const known = { tenant: TENANT, key: 'cyk_00000000000000000000', address: '127.0.0.1' };
    const { method } = request;
    const { statusCode: status } = response;
    log.info(
      { method, route: '/scim/v2/:tenant/Users/:id', status, ms, requestId: randomUUID(), ...known },
      'request',
    );
  });
  next();
});
app.use(
  `/scim/v2/${TENANT}`,
  new SCIMMYRouters({
    type: 'basic',
    handler: (request) => {
      if (!isRight(request.headers.authorization)) throw new Error('Authentication failed.');
      return 'bench';
    },
  }),
);
app.listen(Number(port), '127.0.0.1');
