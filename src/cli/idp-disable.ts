import type { Command } from 'commander';
import { disableAutoProvisioning } from '../keys/auto-provisioning.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import type { Parts } from './parts.ts';

export function idpDisable({
  output,
  openInstallation,
  actor,
}: Pick<Parts, 'output' | 'openInstallation' | 'actor'>): Command {
  return command(
    'disable <name>',
    "Switch auto-provisioning off: SCIM requests with this provider's keys are refused. Users and keys stay.",
    ['idp disable okta --tenant acme'],
  )
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .action(async (name: string, options: { tenant?: string }) => {
      await using installation = await openInstallation();
      const { registry } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      await disableAutoProvisioning(registry, { tenant: tenant.name, identityProvider: name }, actor);
      output.answer(
        { tenant: tenant.name, identityProvider: name, autoProvisioning: false },
        `Auto-provisioning of "${name}" is off: its keys are refused from the next request on.`,
      );
    });
}
