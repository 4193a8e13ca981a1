import type { Command } from 'commander';
import type { Tenant } from '../directory/tenant.ts';
import { readHost, readTenantName } from './arguments.ts';
import { command } from './command.ts';
import type { Parts } from './parts.ts';
import { presentTenant } from './present.ts';

interface Options {
  readonly displayName?: string;
  readonly host?: readonly string[];
}

export function tenantAdd({
  output,
  openInstallation,
  actor,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'actor' | 'now'>): Command {
  return command('add <name>', 'Add a tenant. Its name becomes part of the SCIM URL.', [
    'tenant add acme --display-name "Acme Corp"',
    'tenant add acme --host scim.acme.example.com',
  ])
    .option('--display-name <text>', 'the name for people')
    .option('--host <names...>', 'host names under which /scim/v2 means this tenant')
    .action(async (text: string, { displayName, host = [] }: Options) => {
      const name = readTenantName(text);
      const hosts = host.map(readHost);
      await using installation = await openInstallation();
      const tenant: Tenant = {
        name,
        displayName: displayName ?? name,
        hosts,
        declared: false,
        createdAt: now(),
      };
      await installation.store.registry.createTenant(tenant, actor);
      output.answer(
        presentTenant(tenant, installation.config),
        `Tenant "${name}" is there. Next: cyolo-scim idp add okta --tenant ${name} --vendor okta --metadata FILE`,
      );
    });
}
