import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Actor } from '../directory/event.ts';
import type { Terminal } from './terminal.ts';

/** Who runs the command: the person behind `sudo`, else the user of the process. */
export function createActor(env: Terminal['env']): Actor {
  return { name: `cli:${env['SUDO_USER'] || osUser()}`, requestId: randomUUID() };
}

function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return String(process.getuid?.());
  }
}
