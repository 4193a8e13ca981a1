import type { Command } from 'commander';
import { isActive } from '../scim/resource.ts';
import type { Parts } from './parts.ts';
import { formatTime } from './present.ts';
import { resourceList } from './resource-list.ts';
import { textAt } from './text-at.ts';

export function userList(parts: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return resourceList(parts, {
    noun: 'user',
    examples: [
      'user list --tenant acme',
      `user list --tenant acme --filter 'active eq false'`,
      `user list --filter 'userName sw "a"' --json`,
      'user list --never-synced',
    ],
    typeIn: ({ userType }) => userType,
    columns: [
      { title: 'USER NAME', text: (user) => textAt(user, 'userName'), whole: true },
      { title: 'ACTIVE', text: (user) => (isActive(user) ? 'yes' : 'no') },
      { title: 'NAME', text: (user) => textAt(user, 'displayName') || textAt(user, 'name.formatted') },
      { title: 'EMAIL', text: (user) => textAt(user, 'emails.value') },
      { title: 'CHANGED', text: (user) => formatTime(textAt(user, 'meta.lastModified')), whole: true },
      { title: 'ID', text: (user) => textAt(user, 'id'), whole: true },
    ],
  }).option('--never-synced', 'only users that no identity provider has provisioned so far');
}
