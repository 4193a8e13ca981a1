import type { Command } from 'commander';
import { scimUrl } from '../admin/public-url.ts';
import { toObject } from '../scim/present.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { describeResource } from './describe-resource.ts';
import { findResource } from './find-resource.ts';
import type { Parts } from './parts.ts';

export function userShow({ output, openInstallation }: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return command('show <user>', 'Show a user with all attributes and groups, by userName or id.', [
    'user show ada@example.com --tenant acme',
    'user show ada@example.com --json',
  ])
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .action(async (text: string, options: { tenant?: string }) => {
      await using installation = await openInstallation();
      const { registry, resources } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      const collection = { tenant: tenant.name, type: installation.userType };
      const user = await findResource(resources, collection, text);
      const presented = toObject(user, scimUrl(installation.config, tenant.name));
      output.answer(presented, describeResource(presented, user.source));
    });
}
