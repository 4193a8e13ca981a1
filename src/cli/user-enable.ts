import type { Command } from 'commander';
import { setUserActive } from './set-user-active.ts';

export function userEnable(parts: Parameters<typeof setUserActive>[0]): Command {
  return setUserActive(parts, {
    name: 'enable',
    description: 'Let a user sign in again.',
    active: true,
    said: 'may sign in',
  });
}
