import type { Command } from 'commander';
import { scimUrl } from '../admin/public-url.ts';
import { presentResourceStream } from '../scim/present.ts';
import { parseProjection } from '../scim/project.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { describeResource, sourceLine } from './describe-resource.ts';
import { findResource } from './find-resource.ts';
import type { Parts } from './parts.ts';

export function groupShow({ output, openInstallation }: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return command('show <group>', 'Show a group with its members, by displayName or id.', [
    'group show Engineering --tenant acme',
    'group show Engineering --json',
  ])
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .action(async (text: string, options: { tenant?: string }) => {
      await using installation = await openInstallation();
      const { registry, resources } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      const collection = { tenant: tenant.name, type: installation.groupType };
      const group = await findResource(resources, collection, text);
      const baseUrl = scimUrl(installation.config, tenant.name);
      const projection = parseProjection({}, collection.type);
      const pieces = await Array.fromAsync(presentResourceStream(group, { baseUrl, projection }));
      const presented = JSON.parse(pieces.join(''));
      output.answer(presented, describeResource(presented, sourceLine(group)));
    });
}
