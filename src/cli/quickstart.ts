import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import type { IdentityProvider } from '../directory/identity-provider.ts';
import type { TenantName } from '../directory/tenant.ts';
import { enableAutoProvisioning } from '../keys/auto-provisioning.ts';
import type { KeyPair } from '../keys/make.ts';
import { wholeNumber } from './arguments.ts';
import { becomeOwner } from './become-owner.ts';
import { command } from './command.ts';
import { LINK_LIFETIME_MS, makeConsoleLink, ownName } from './console-link.ts';
import { databaseFile } from './database-file.ts';
import { openInstallation } from './installation.ts';
import { invocation } from './invocation.ts';
import { keyPanel } from './key-panel.ts';
import { loadServer } from './load-server.ts';
import type { Parts } from './parts.ts';
import { prepareQuickstart } from './quickstart-config.ts';
import { aborted, stopSignal } from './stop-signal.ts';

const TENANT = 'acme' as TenantName;
const PROVIDER: Omit<IdentityProvider, 'createdAt'> = {
  tenant: TENANT,
  name: 'okta',
  vendor: 'okta',
  saml: undefined,
  autoProvisioning: false,
  onInactiveDuplicate: 'conflict',
  unknownMembers: 'skip',
  declared: false,
  autoProvisioningDeclared: false,
};

export function quickstart(parts: Pick<Parts, 'terminal' | 'output' | 'actor' | 'now'>): Command {
  const { terminal, output } = parts;
  return command(
    'quickstart',
    'Try it out: serve a tenant for Okta on this machine, without any configuration.',
    ['quickstart', 'quickstart --data /tmp/scim --port 9000'],
  )
    .option('--data <directory>', 'where the data is kept', 'data')
    .option(
      '--port <number>',
      'the port on 127.0.0.1; the admin console gets the next one (default: 8080)',
      wholeNumber(0, 65_534),
    )
    .action(async ({ data, port }: { data: string; port?: number }) => {
      const stop = stopSignal(terminal);
      const { startServer, createLogger } = await loadServer();
      const { path, overrides } = prepareQuickstart(data, port);
      const config = loadConfig({ path, env: { ...terminal.env, ...overrides } });
      becomeOwner(dirname(databaseFile(config)));
      const log = createLogger({ ...config.log, destination: terminal.stderr });
      await using server = await startServer(config, { log });
      // The key comes when all else has worked, because its Secret is shown but once.
      const { scim: local, admin } = server.urls;
      const urls = { local, shown: config.server.publicUrl ?? local };
      const { pair, consoleUrl } = await prepare(config, admin, parts);
      const shown = { scimUrl: scimUrl(urls.shown), ...pair, ...(consoleUrl && { consoleUrl }) };
      output.answer(shown, welcome(urls, path, { pair, consoleUrl }));
      await aborted(stop);
    });
}

interface Prepared {
  /** The key, when one had to be issued. */
  readonly pair: KeyPair | undefined;
  /** A link to the console, where only this machine reaches that. */
  readonly consoleUrl: string | undefined;
}

async function prepare(
  config: Config,
  admin: string,
  { actor, now }: Pick<Parts, 'actor' | 'now'>,
): Promise<Prepared> {
  await using installation = await openInstallation(config, { now });
  const { registry, sessions } = installation.store;
  if ((await registry.getTenant(TENANT)) === undefined) {
    const tenant = { name: TENANT, displayName: 'Acme', hosts: [], declared: false, createdAt: now() };
    await registry.createTenant(tenant, actor);
  }
  if ((await registry.getIdentityProvider(TENANT, PROVIDER.name)) === undefined) {
    await registry.createIdentityProvider({ ...PROVIDER, createdAt: now() }, actor);
  }
  const name = { tenant: TENANT, identityProvider: PROVIDER.name };
  const pair = await enableAutoProvisioning(registry, name, actor, { random: randomBytes, now });
  const login = { name: ownName(actor.name), role: 'admin', expiresAt: now() + LINK_LIFETIME_MS } as const;
  const isLoopback = admin.startsWith('http://127.0.0.1:');
  return { pair, consoleUrl: isLoopback ? await makeConsoleLink(sessions, admin, login) : undefined };
}

/** Where it listens on this machine, and the address to enter at the identity provider: the public one, if there is one. */
interface Urls {
  readonly local: string;
  readonly shown: string;
}

function scimUrl(url: string): string {
  return `${url}/scim/v2/${TENANT}`;
}

function welcome(urls: Urls, configPath: string, { pair, consoleUrl }: Prepared): string {
  const opening = pair === undefined ? welcomeBack(urls) : welcomeFirst(urls, pair);
  return [
    ...opening,
    '',
    ...(consoleUrl === undefined
      ? []
      : ['Admin Console, once and within ten minutes:', `  ${consoleUrl}`, '']),
    'For a new Key and Secret:',
    `  ${invocation()} key rotate --config ${configPath} --tenant ${TENANT} --idp ${PROVIDER.name}`,
    '',
    `Stop with Ctrl-C. The next start goes on with the data in ${dirname(configPath)}.`,
  ].join('\n');
}

function welcomeFirst({ local, shown }: Urls, pair: KeyPair): readonly string[] {
  const { name: identityProvider, vendor } = PROVIDER;
  const issued = { ...pair, tenant: TENANT, identityProvider, vendor, scope: 'provision' } as const;
  return [
    keyPanel({ ...issued, publicUrl: shown, expiresAt: undefined }),
    ...(shown === local
      ? ['(Okta reaches this machine only under a public https address: set it as server.publicUrl.)']
      : []),
    '',
    'Try it:',
    `  curl --user '${pair.key}:${pair.secret}' '${scimUrl(local)}/Users'`,
  ];
}

function welcomeBack({ shown }: Urls): readonly string[] {
  return [
    `SCIM URL  ${scimUrl(shown)}`,
    '',
    'The Key and Secret of the first start still hold. The Secret is not shown again: only a digest of it is kept.',
  ];
}
