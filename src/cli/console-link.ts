import { randomBytes } from 'node:crypto';
import type { ConsoleLogin } from '../directory/console-session.ts';
import { digestSecret } from '../keys/digest.ts';
import { base62 } from '../keys/make.ts';
import type { Sessions } from '../store/port.ts';

export const LINK_LIFETIME_MS = 10 * 60_000;

/**
 * Makes a link that signs in to the console, once.
 * @param base where the browser reaches the console
 */
export async function makeConsoleLink(
  sessions: Pick<Sessions, 'createLogin'>,
  base: string,
  login: ConsoleLogin,
): Promise<string> {
  const token = base62(randomBytes(32));
  await sessions.createLogin(digestSecret(token), login);
  return `${base}/login?token=${token}`;
}

/** `cli:ada` → `ada` */
export function ownName(actor: string): string {
  return actor.slice(actor.indexOf(':') + 1);
}
