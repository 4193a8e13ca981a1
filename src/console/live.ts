import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { SecretDigest } from '../directory/key.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import type { Markup } from './ui/markup.ts';

/** New content for a part of a page that is open; the page says whether it comes before what is there, or in its place. */
export interface LivePiece {
  readonly part: string;
  readonly content: Markup;
}

/** Finds what is new by now. */
export type ReadNews = () => Promise<readonly LivePiece[]>;

interface LiveOptions extends Pick<ConsoleDependencies, 'store' | 'stopping' | 'log'> {
  /** Resolves when there may be something new, or when `signal` aborts. */
  readonly wait: (signal: AbortSignal) => Promise<unknown>;
}

/** An idle stream says so, and looks whether its session still lives, this often. */
const HEARTBEAT_MS = 15_000;
/** A burst of changes is told of together. */
const PAUSE_MS = 200;

/** Keeps a page live until it is left, the session ends, or the server stops. */
export function streamNews(
  c: Context<ConsoleEnv>,
  { store, stopping, log, wait }: LiveOptions,
  readNews: ReadNews,
): Response {
  const session = Buffer.from(c.get('sessionId'), 'hex') as Uint8Array as SecretDigest;
  return streamSSE(
    c,
    async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      const ends = AbortSignal.any([gone.signal, stopping]);
      while (!ends.aborted) {
        const round = new AbortController();
        const patience = AbortSignal.any([AbortSignal.timeout(HEARTBEAT_MS), ends, round.signal]);
        // Waiting starts before the look, so that nothing that comes in between is missed.
        const woken = wait(patience);
        const news = await readNews();
        if ((await store.sessions.getSession(session)) === undefined) {
          await stream.writeSSE({ event: 'end', data: '' });
          gone.abort();
          return;
        }
        for (const { part, content } of news)
          await stream.writeSSE({ event: part, data: `${await content}` });
        if (news.length === 0) await stream.write(':\n\n');
        await woken;
        // Where there are several to wait for, one has answered; the others are not waited for any longer.
        round.abort();
        await stream.sleep(PAUSE_MS);
      }
    },
    async (err) => log.error({ err, requestId: c.get('requestId') }, 'a live page failed'),
  );
}
