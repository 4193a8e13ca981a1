import type { Command } from 'commander';
import { scimUrl } from '../admin/public-url.ts';
import { toObject } from '../scim/present.ts';
import type { JsonObject } from '../scim/resource.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import { wholeNumber } from './arguments.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { type Listing, listResources } from './find-resource.ts';
import type { Installation } from './installation.ts';
import type { Parts } from './parts.ts';
import type { Column } from './table.ts';

interface Kind {
  readonly noun: 'user' | 'group';
  readonly examples: readonly string[];
  readonly typeIn: (installation: Installation) => ResourceType;
  readonly columns: readonly Column<JsonObject>[];
}

/** `user list` and `group list` */
export function resourceList(
  { output, openInstallation }: Pick<Parts, 'output' | 'openInstallation'>,
  { noun, examples, typeIn, columns }: Kind,
): Command {
  return command('list', `List ${noun}s, or those that match a SCIM filter.`, examples)
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('--filter <filter>', 'a SCIM filter (RFC 7644 §3.4.2.2)')
    .option('--limit <number>', `the most ${noun}s to list`, wholeNumber(1, 100_000), 100)
    .action(async ({ tenant: name, ...listing }: Listing & { readonly tenant?: string }) => {
      await using installation = await openInstallation();
      const { registry, resources } = installation.store;
      const tenant = await chooseTenant(registry, name);
      const collection = { tenant: tenant.name, type: typeIn(installation) };
      const { resources: found, total } = await listResources(resources, collection, listing);
      const baseUrl = scimUrl(installation.config, tenant.name);
      output.table(
        found.map((resource) => toObject(resource, baseUrl)),
        columns,
        `There is no ${noun}, or none that matches.`,
      );
      if (total > found.length)
        output.remark(`${found.length} of ${total} ${noun}s; for more: --limit ${total}`);
    });
}
