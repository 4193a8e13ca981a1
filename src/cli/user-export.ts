import { type Command, Option } from 'commander';
import { scimUrl } from '../admin/public-url.ts';
import { toObject } from '../scim/present.ts';
import type { JsonObject } from '../scim/resource.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { formatCsv } from './csv.ts';
import { countResources } from './find-resource.ts';
import type { Parts } from './parts.ts';
import { columnText, EXPORTED_COLUMNS } from './user-columns.ts';

type Format = 'jsonl' | 'csv' | 'json';

/** How a list of users is written down. */
interface Notation {
  readonly head: string;
  readonly item: (user: JsonObject, index: number) => string;
  readonly foot: string;
}

export function userExport({
  output,
  openInstallation,
}: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return command(
    'export',
    'Write all users out: whole SCIM resources, one a line, or the usual columns as CSV.',
    [
      'user export --tenant acme > users.jsonl',
      'user export --format csv > users.csv',
      'user export --json | jq length',
    ],
  )
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .addOption(
      new Option('--format <format>', 'how to write them').choices(['jsonl', 'csv']).default('jsonl'),
    )
    .action(async (options: { tenant?: string; format: Format }) => {
      await using installation = await openInstallation();
      const { registry, resources } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      const collection = { tenant: tenant.name, type: installation.userType };
      const { head, item, foot } = notation(output.json ? 'json' : options.format, collection.type);
      using progress = output.progress('Exporting users');
      const total = await countResources(resources, collection);
      const baseUrl = scimUrl(installation.config, tenant.name);
      let index = 0;
      await output.write(head);
      for await (const slice of resources.stream(collection)) {
        for (const user of slice) await output.write(item(toObject(user, baseUrl), index++));
        progress.show(index, total);
      }
      await output.write(foot);
    });
}

function notation(format: Format, type: ResourceType): Notation {
  switch (format) {
    case 'jsonl':
      return { head: '', item: (user) => `${JSON.stringify(user)}\n`, foot: '' };
    case 'json':
      return {
        head: '[',
        item: (user, index) => `${index === 0 ? '' : ','}\n${JSON.stringify(user)}`,
        foot: '\n]\n',
      };
    case 'csv':
      return {
        head: formatCsv(EXPORTED_COLUMNS),
        item: (user) => formatCsv(EXPORTED_COLUMNS.map((column) => columnText(user, column, type))),
        foot: '',
      };
    default:
      return format satisfies never;
  }
}
