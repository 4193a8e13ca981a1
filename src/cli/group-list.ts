import type { Command } from 'commander';
import type { Parts } from './parts.ts';
import { formatTime } from './present.ts';
import { resourceList } from './resource-list.ts';
import { textAt } from './text-at.ts';

export function groupList(parts: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return resourceList(parts, {
    noun: 'group',
    examples: ['group list --tenant acme', `group list --filter 'displayName co "admin"' --json`],
    typeIn: ({ groupType }) => groupType,
    columns: [
      { title: 'NAME', text: (group) => textAt(group, 'displayName'), whole: true },
      { title: 'CREATED', text: (group) => formatTime(textAt(group, 'meta.created')), whole: true },
      { title: 'CHANGED', text: (group) => formatTime(textAt(group, 'meta.lastModified')), whole: true },
      { title: 'ID', text: (group) => textAt(group, 'id'), whole: true },
    ],
  });
}
