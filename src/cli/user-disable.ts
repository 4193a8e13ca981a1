import type { Command } from 'commander';
import { setUserActive } from './set-user-active.ts';

export function userDisable(parts: Parameters<typeof setUserActive>[0]): Command {
  return setUserActive(parts, {
    name: 'disable',
    description: 'Keep a user from signing in, at once.',
    active: false,
    said: 'may no longer sign in',
  });
}
