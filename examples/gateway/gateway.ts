import { setTimeout as sleep } from 'node:timers/promises';
import { readServerSentEvents } from './server-sent-events.ts';

/** What the appliance says of SAML subjects. */
interface Answer {
  /** The last event that the decisions know of. */
  readonly asOf: number;
  readonly decisions: readonly Decision[];
}

interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
  readonly user?: { readonly id: string };
  readonly groups?: readonly { readonly displayName: string }[];
}

/** What of an event this gateway looks at. */
interface Change {
  readonly affects: { readonly users: readonly string[]; readonly complete: boolean };
}

export interface Session {
  readonly subject: string;
  readonly userId: string;
  groups: readonly string[];
}

export interface Gateway {
  readonly sessions: ReadonlySet<Session>;
  /** Opens a session for a subject whose SAML assertion has been verified. @throws Error when it may not sign in */
  signIn(subject: string): Promise<Session>;
  /** Ends sessions as their users lose access, until aborted. */
  follow(signal: AbortSignal): Promise<void>;
}

export interface GatewayOptions {
  /** Such as `https://gateway.example.com/gateway/v1/acme`. */
  readonly url: string;
  /** `Bearer ` and the Secret of a key of the scope `gateway`. */
  readonly authorization: string;
  readonly onEnd: (session: Session, reason: string) => void;
}

const RETRY_MS = 1000;
/** How many subjects are asked for at once. */
const SLICE = 1000;

/** A gateway in small: it keeps sessions of users whom the directory allows, and of no others. */
export function createGateway({ url, authorization, onEnd }: GatewayOptions): Gateway {
  const sessions = new Set<Session>();
  /** The last event that was acted on: up to there the sessions are right. */
  let position = 'now';
  /** The sequence of the last event that was looked at, the one being acted on included. */
  let seen = Number.POSITIVE_INFINITY;

  async function ask(subjects: readonly string[]): Promise<Answer> {
    const response = await fetch(`${url}/access`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ subjects }),
    });
    if (!response.ok) throw new Error(`The appliance answers ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  /** Ends those of the sessions that the directory no longer allows, and brings the others up to date. */
  async function review(some: readonly Session[]): Promise<void> {
    for (let start = 0; start < some.length; start += SLICE) {
      const part = some.slice(start, start + SLICE);
      const { decisions } = await ask(part.map(({ subject }) => subject));
      for (const [index, session] of part.entries()) {
        const decision = decisions[index];
        // A deleted user whose name was given to another is not the one who signed in.
        if (decision?.allowed && decision.user?.id === session.userId) session.groups = groupsOf(decision);
        else if (sessions.delete(session)) onEnd(session, decision?.reason ?? 'unknown');
      }
    }
  }

  async function readFeed(signal: AbortSignal): Promise<void> {
    // Where the feed starts at "now", what happened before is found out by looking at all sessions once.
    let isFresh = position === 'now';
    const feed = readServerSentEvents(`${url}/events?after=${position}`, authorization, signal);
    for await (const { id, data } of feed) {
      const change: Change | undefined = data === '' ? undefined : JSON.parse(data);
      seen = Number.parseInt(id, 10);
      await review([...sessions].filter((session) => isFresh || (change && isAffected(session, change))));
      isFresh = false;
      position = id;
    }
  }

  return {
    sessions,
    async signIn(subject) {
      const { asOf, decisions } = await ask([subject]);
      const [decision] = decisions;
      if (!decision?.allowed || !decision.user) throw new Error(`${subject}: ${decision?.reason}`);
      const session = { subject, userId: decision.user.id, groups: groupsOf(decision) };
      sessions.add(session);
      // An event that the answer did not know of may have passed while it was on its way.
      if (seen > asOf) await review([session]);
      if (!sessions.has(session)) throw new Error(`${subject}: no longer allowed`);
      return session;
    },
    async follow(signal) {
      while (!signal.aborted) {
        try {
          await readFeed(signal);
        } catch (error) {
          // What could not be reviewed is tried again, unless the feed no longer reaches back that far.
          if (error instanceof Error && error.cause === 410) position = 'now';
        }
        await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    },
  };
}

function isAffected({ userId }: Session, { affects }: Change): boolean {
  return !affects.complete || affects.users.includes(userId);
}

function groupsOf({ groups = [] }: Decision): readonly string[] {
  return groups.map(({ displayName }) => displayName);
}
