import type { ConsoleLogin, ConsoleSession } from '../../directory/console-session.ts';
import type { Sessions } from '../port.ts';
import type { Connection } from './connection.ts';
import type { Reader } from './reader.ts';
import type { WriteQueue } from './write-queue.ts';

export interface SessionsOptions {
  readonly reader: Reader;
  readonly writer: Connection;
  readonly queue: WriteQueue;
  readonly now: () => number;
}

/** Sign-ins to the console in SQLite. */
export function createSessions({ reader, writer, queue, now }: SessionsOptions): Sessions {
  function redeem(link: Uint8Array, session: Uint8Array, expiresAt: number): ConsoleSession | undefined {
    const startedAt = now();
    writer.run('DELETE FROM console_logins WHERE expires_at <= @now', { now: startedAt });
    writer.run('DELETE FROM console_sessions WHERE expires_at <= @now', { now: startedAt });
    const login = writer.get<Pick<ConsoleLogin, 'name' | 'role'>>(
      'DELETE FROM console_logins WHERE digest = @link RETURNING name, role',
      { link },
    );
    if (login === undefined) return undefined;
    const started: ConsoleSession = { ...login, startedAt, expiresAt };
    writer.run(
      `INSERT INTO console_sessions (digest, name, role, started_at, expires_at)
       VALUES (@session, @name, @role, @startedAt, @expiresAt)`,
      { session, ...started },
    );
    return started;
  }

  return {
    createLogin: (link, { name, role, expiresAt }) =>
      queue.write(() => {
        writer.run(
          'INSERT INTO console_logins (digest, name, role, expires_at) VALUES (@link, @name, @role, @expiresAt)',
          { link, name, role, expiresAt },
        );
      }),
    redeemLogin: (link, session, expiresAt) => queue.write(() => redeem(link, session, expiresAt)),
    getSession: async (session) =>
      reader.read((connection) =>
        connection.get<ConsoleSession>(
          `SELECT name, role, started_at AS startedAt, expires_at AS expiresAt FROM console_sessions
           WHERE digest = @session AND expires_at > @now`,
          { session, now: now() },
        ),
      ),
    extendSession: (session, expiresAt) =>
      queue.write(() => {
        writer.run('UPDATE console_sessions SET expires_at = @expiresAt WHERE digest = @session', {
          session,
          expiresAt,
        });
      }),
    endSession: (session) =>
      queue.write(() => {
        writer.run('DELETE FROM console_sessions WHERE digest = @session', { session });
      }),
    endSessions: (name) =>
      queue.write(() => {
        const whose = { name: name ?? null };
        writer.run('DELETE FROM console_logins WHERE @name IS NULL OR name = @name', whose);
        return writer.run(
          'DELETE FROM console_sessions WHERE expires_at > @now AND (@name IS NULL OR name = @name)',
          { ...whose, now: now() },
        );
      }),
  };
}
