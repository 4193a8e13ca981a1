import type { Command } from 'commander';
import { setActive } from '../admin/set-active.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { findResource } from './find-resource.ts';
import type { Parts } from './parts.ts';

type NeededParts = Pick<Parts, 'output' | 'openInstallation' | 'actor'>;

interface Verb {
  readonly name: 'enable' | 'disable';
  readonly description: string;
  readonly active: boolean;
  /** What is so of the user then. */
  readonly said: string;
}

/** `user enable` and `user disable` */
export function setUserActive(
  { output, openInstallation, actor }: NeededParts,
  { name, description, active, said }: Verb,
): Command {
  return command(
    `${name} <user>`,
    `${description} The identity provider may set it otherwise with its next change.`,
    [`user ${name} ada@example.com --tenant acme`],
  )
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .action(async (text: string, options: { tenant?: string }) => {
      await using installation = await openInstallation();
      const { registry, resources } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      const collection = { tenant: tenant.name, type: installation.userType };
      const { id } = await findResource(resources, collection, text);
      await setActive(resources, { ...collection, id }, active, actor);
      output.answer({ id, tenant: tenant.name, active }, `User "${text}" ${said}.`);
    });
}
