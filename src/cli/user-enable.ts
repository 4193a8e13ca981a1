import type { Command } from 'commander';
import { setActive } from '../admin/set-active.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { findResource } from './find-resource.ts';
import type { Parts } from './parts.ts';

export function userEnable({
  output,
  openInstallation,
  actor,
}: Pick<Parts, 'output' | 'openInstallation' | 'actor'>): Command {
  return command(
    'enable <user>',
    'Let a user sign in again. The identity provider may set it otherwise with its next change.',
    ['user enable ada@example.com --tenant acme'],
  )
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .action(async (text: string, options: { tenant?: string }) => {
      await using installation = await openInstallation();
      const { registry, resources } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      const collection = { tenant: tenant.name, type: installation.userType };
      const { id } = await findResource(resources, collection, text);
      await setActive(resources, { ...collection, id }, true, actor);
      output.answer({ id, tenant: tenant.name, active: true }, `User "${text}" may sign in.`);
    });
}
