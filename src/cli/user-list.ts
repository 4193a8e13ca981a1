import type { Command } from 'commander';
import { scimUrl } from '../admin/public-url.ts';
import { toObject } from '../scim/present.ts';
import { isActive } from '../scim/resource.ts';
import { wholeNumber } from './arguments.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { listResources } from './find-resource.ts';
import type { Parts } from './parts.ts';
import { formatTime } from './present.ts';
import { textAt } from './text-at.ts';

interface Options {
  readonly tenant?: string;
  readonly filter?: string;
  readonly neverSynced?: boolean;
  readonly limit: number;
}

export function userList({ output, openInstallation }: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return command('list', 'List users, or those that match a SCIM filter.', [
    'user list --tenant acme',
    `user list --tenant acme --filter 'active eq false'`,
    `user list --filter 'userName sw "a"' --json`,
    'user list --never-synced',
  ])
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('--filter <filter>', 'a SCIM filter (RFC 7644 §3.4.2.2)')
    .option('--never-synced', 'only users that no identity provider has provisioned so far')
    .option('--limit <number>', 'the most users to list', wholeNumber(1, 100_000), 100)
    .action(async (options: Options) => {
      await using installation = await openInstallation();
      const { registry, resources } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      const page = await listResources(
        resources,
        { tenant: tenant.name, type: installation.userType },
        options,
      );
      const baseUrl = scimUrl(installation.config, tenant.name);
      output.table(
        page.resources.map((user) => toObject(user, baseUrl)),
        [
          { title: 'USER NAME', text: (user) => textAt(user, 'userName'), whole: true },
          { title: 'ACTIVE', text: (user) => (isActive(user) ? 'yes' : 'no') },
          { title: 'NAME', text: (user) => textAt(user, 'displayName') || textAt(user, 'name.formatted') },
          { title: 'EMAIL', text: (user) => textAt(user, 'emails.value') },
          { title: 'CHANGED', text: (user) => formatTime(textAt(user, 'meta.lastModified')) },
          { title: 'ID', text: (user) => textAt(user, 'id') },
        ],
        'There is no user, or none that matches.',
      );
      if (page.total > page.resources.length) {
        output.remark(`${page.resources.length} of ${page.total} users; for more: --limit ${page.total}`);
      }
    });
}
