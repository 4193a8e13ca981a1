import { dirname } from 'node:path';
import type { Command } from 'commander';
import { complete } from '../config/load.ts';
import { createSystemdNotifier } from '../systemd-notify.ts';
import { becomeOwner } from './become-owner.ts';
import { command } from './command.ts';
import { databaseFile } from './database-file.ts';
import { loadServer } from './load-server.ts';
import type { Parts } from './parts.ts';
import { aborted, stopSignal } from './stop-signal.ts';

/** To bring a directory of ten million users to a new version takes a few minutes. */
const LONGEST_REBUILD_S = 3600;

export function serve({ terminal, loadConfig }: Pick<Parts, 'terminal' | 'loadConfig'>): Command {
  return command(
    'serve',
    'Serve SCIM, the gateway API and the admin console until stopped. The log goes to standard output. SIGHUP applies a changed configuration.',
    ['serve', 'serve --config /etc/cyolo-scim/config.yaml'],
  ).action(async () => {
    const stop = stopSignal(terminal);
    const { startServer, createLogger } = await loadServer();
    const config = complete(loadConfig());
    becomeOwner(dirname(databaseFile(config)));
    const log = createLogger(config.log);
    const systemd = createSystemdNotifier(terminal.env, (err) => log.warn({ err }, 'systemd was not told'));
    const onRebuild = () => systemd.extendStart(LONGEST_REBUILD_S);
    await using server = await startServer(config, { log, onRebuild });
    const reload = async () => {
      systemd.reloading();
      try {
        await server.reload(complete(loadConfig()));
      } catch (err) {
        log.error({ err }, 'the changed configuration cannot be used; the old one stays');
      }
      systemd.ready();
    };
    terminal.on('SIGHUP', () => void reload());
    systemd.ready();
    await aborted(stop);
    await systemd.stopping();
  });
}
