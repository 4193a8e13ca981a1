import type { ConsoleSession } from '../directory/console-session.ts';
import type { Actor } from '../directory/event.ts';
import type { Tenant } from '../directory/tenant.ts';

/** What Hono hands from one middleware to the next. */
export interface ConsoleEnv {
  Variables: {
    requestId: string;
    /** Set once someone is signed in, like the three that follow. */
    session: ConsoleSession;
    /** Digest of the session's token in hex, which names the session in memory. */
    sessionId: string;
    /** What every form of the session carries. */
    csrf: string;
    actor: Actor;
    /** All of them, in order of creation. */
    tenants: readonly Tenant[];
    /** The one that the path names. */
    tenant: Tenant;
  };
}
