import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { ConsoleSession } from '../directory/console-session.ts';
import type { Tenant } from '../directory/tenant.ts';
import type { ConsoleEnv } from './environment.ts';
import { TEXTS } from './texts.ts';

export type Section = 'providers' | 'users' | 'groups' | 'activity' | 'health' | 'start';

/** What every page of someone signed in shows around its own content. */
export interface View {
  readonly session: ConsoleSession;
  readonly mayEdit: boolean;
  readonly csrf: string;
  readonly newFormId: () => string;
  readonly tenants: readonly Tenant[];
  /** The tenant whose pages the navigation leads to; undefined while there is none. */
  readonly tenant: Tenant | undefined;
  readonly section: Section;
  /** What the request before this one did. */
  readonly done: string | undefined;
}

export function viewOf(c: Context<ConsoleEnv>, section: Section): View {
  const session = c.get('session');
  const tenants = c.get('tenants');
  const done = c.req.query('done') ?? '';
  return {
    session,
    mayEdit: session.role === 'admin',
    csrf: c.get('csrf'),
    newFormId: randomUUID,
    tenants,
    tenant: c.get('tenant') ?? tenants[0],
    section,
    done: Object.hasOwn(TEXTS.done, done) ? TEXTS.done[done as keyof typeof TEXTS.done] : undefined,
  };
}
