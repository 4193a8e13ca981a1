import * as z from 'zod';
import { DATABASE_URL, duration, interval, size } from './fields.ts';
import { GATEWAY } from './schema-gateway.ts';
import { ADMIN, SERVER } from './schema-listeners.ts';
import { RESOURCE_TYPE, SCHEMA } from './schema-resources.ts';
import { TENANT } from './schema-tenants.ts';

const DATABASE = z.strictObject({
  url: DATABASE_URL.prefault('sqlite:/var/lib/cyolo-scim/cyolo-scim.db').describe(
    'Where the directory is kept.',
  ),
});

const LOG = z.strictObject({
  level: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The least severe messages that are logged.'),
  format: z.enum(['json', 'text']).default('json').describe('One JSON object a line, or lines for people.'),
});

const LIMITS = z.strictObject({
  bodyBytes: size({ atLeast: '16KiB', atMost: '256MiB' })
    .prefault('4MiB')
    .describe('The largest request body.'),
  bulkOperations: z
    .int()
    .min(1)
    .max(10_000)
    .default(1000)
    .describe('The most operations in one bulk request.'),
  maxPageSize: z
    .int()
    .min(100)
    .max(10_000)
    .default(1000)
    .describe('The most resources in one page of a list; Okta always asks for 100.'),
  requestsPerSecondPerKey: z
    .int()
    .min(1)
    .max(100_000)
    .default(200)
    .describe('The requests of one key per second.'),
  failedSignInsPerMinute: z
    .int()
    .min(1)
    .max(10_000)
    .default(20)
    .describe('Wrong secrets per minute, address and key before 429; a right one is always taken.'),
  accessTokenLifetime: duration({ atLeast: '60m', atMost: '360m' })
    .prefault('60m')
    .describe('How long a token from /oauth2/token is taken; it ends with its key in any case.'),
});

const EVENTS = z.strictObject({
  keepDays: z.int().min(1).max(36_500).default(400).describe('The days that the audit trail reaches back.'),
});

const BACKUP = z.strictObject({
  directory: z.string().min(1).default('/var/lib/cyolo-scim/backups').describe('Where backups go.'),
  every: interval({ atLeast: '1m' })
    .prefault('24h')
    .describe('The time between backups; off: the server makes none.'),
  keep: z.int().min(1).max(10_000).default(14).describe('The backups to keep; older ones are removed.'),
});

/** The whole of config.yaml. Parsing it reads the files that it names; encoding it gives the file's form again. */
export const CONFIG = z.strictObject({
  server: SERVER.prefault({}).describe('The listener for identity providers and the gateway.'),
  admin: ADMIN.prefault({}).describe('The listener for administrators.'),
  database: DATABASE.prefault({}).describe('The storage.'),
  log: LOG.prefault({}).describe('The log on standard output.'),
  limits: LIMITS.prefault({}).describe('What one client may take up.'),
  events: EVENTS.prefault({}).describe('The audit trail and change feed.'),
  gateway: GATEWAY.prefault({}).describe('What gateways ask: who may sign in, and what changes.'),
  backup: BACKUP.prefault({}).describe('Backups made while serving.'),
  tenants: z.array(TENANT).prefault([]).describe('Tenants that this file owns.'),
  schemas: z.array(SCHEMA).prefault([]).describe('Schemas of your own (RFC 7643 §7).'),
  resourceTypes: z
    .array(RESOURCE_TYPE)
    .prefault([])
    .describe('Additions to User and Group, and further resource types (RFC 7643 §6).'),
});

export type Config = z.output<typeof CONFIG>;
