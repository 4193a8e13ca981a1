import type { Command } from 'commander';
import { command } from './command.ts';
import type { Parts } from './parts.ts';
import { formatOrigin, formatTime, presentTenant } from './present.ts';

export function tenantList({
  output,
  openInstallation,
}: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return command('list', 'List the tenants.', ['tenant list', 'tenant list --json']).action(async () => {
    await using installation = await openInstallation();
    const tenants = await installation.store.registry.listTenants();
    output.table(
      tenants.map((tenant) => presentTenant(tenant, installation.config)),
      [
        { title: 'NAME', text: (tenant) => tenant.name, whole: true },
        { title: 'DISPLAY NAME', text: (tenant) => tenant.displayName },
        { title: 'SCIM URL', text: (tenant) => tenant.scimUrl, whole: true },
        { title: 'CREATED', text: (tenant) => formatTime(tenant.createdAt), whole: true },
        { title: 'ORIGIN', text: formatOrigin },
      ],
      'No tenant yet. Add one: cyolo-scim tenant add <name>',
    );
  });
}
