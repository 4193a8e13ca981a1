import { type Command, Option } from 'commander';
import { consoleUrl, FORWARDED_PORT } from '../admin/public-url.ts';
import { CONSOLE_ROLES, type ConsoleRole } from '../directory/console-session.ts';
import { command } from './command.ts';
import { LINK_LIFETIME_MS, makeConsoleLink, ownName } from './console-link.ts';
import type { Parts } from './parts.ts';
import { isoTime } from './present.ts';

export function consoleLogin({
  output,
  openInstallation,
  actor,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'actor' | 'now'>): Command {
  return command('login', 'Print a link that signs in to the admin console, once and within ten minutes.', [
    'console login',
    'console login --name ada --role viewer',
  ])
    .option('--name <name>', 'who signs in, as the audit trail calls them (default: you)')
    .addOption(
      new Option('--role <role>', 'a viewer changes nothing').choices(CONSOLE_ROLES).default('admin'),
    )
    .action(async ({ name = ownName(actor.name), role }: { name?: string; role: ConsoleRole }) => {
      await using installation = await openInstallation();
      const { config, store } = installation;
      const expiresAt = now() + LINK_LIFETIME_MS;
      const { listen, publicUrl } = config.admin;
      const url = await makeConsoleLink(store.sessions, consoleUrl(config), { name, role, expiresAt });
      output.answer({ url, name, role, expiresAt: isoTime(expiresAt) }, url);
      output.remark('');
      output.remark(`Signs in ${name} as ${role}, once, within ten minutes.`);
      if (publicUrl !== undefined) return;
      const place = 'socket' in listen ? listen.socket : `127.0.0.1:${listen.port}`;
      const port = 'socket' in listen ? FORWARDED_PORT : listen.port;
      output.remark(`From another machine, first: ssh -L ${port}:${place} <this machine>`);
    });
}
