import type { Command } from 'commander';
import { scimUrl } from '../admin/public-url.ts';
import { toObject } from '../scim/present.ts';
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
  readonly limit: number;
}

export function groupList({ output, openInstallation }: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return command('list', 'List groups, or those that match a SCIM filter.', [
    'group list --tenant acme',
    `group list --filter 'displayName co "admin"' --json`,
  ])
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('--filter <filter>', 'a SCIM filter (RFC 7644 §3.4.2.2)')
    .option('--limit <number>', 'the most groups to list', wholeNumber(1, 100_000), 100)
    .action(async (options: Options) => {
      await using installation = await openInstallation();
      const { registry, resources } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      const page = await listResources(
        resources,
        { tenant: tenant.name, type: installation.groupType },
        options,
      );
      const baseUrl = scimUrl(installation.config, tenant.name);
      output.table(
        page.resources.map((group) => toObject(group, baseUrl)),
        [
          { title: 'NAME', text: (group) => textAt(group, 'displayName'), whole: true },
          { title: 'CREATED', text: (group) => formatTime(textAt(group, 'meta.created')) },
          { title: 'CHANGED', text: (group) => formatTime(textAt(group, 'meta.lastModified')) },
          { title: 'ID', text: (group) => textAt(group, 'id') },
        ],
        'There is no group, or none that matches.',
      );
      if (page.total > page.resources.length) {
        output.remark(`${page.resources.length} of ${page.total} groups; for more: --limit ${page.total}`);
      }
    });
}
