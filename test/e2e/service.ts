import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createScimClient, type ScimAnswer } from '../../src/selftest/scim-client.ts';
import { cyoloScim } from '../program.ts';
import { type Ended, freePort, runJson, start, temporaryDirectory } from './processes.ts';

export interface Pair {
  readonly key: string;
  readonly secret: string;
}

/** `serve` with a configuration and data of its own, and the command line beside it. */
export interface Service extends AsyncDisposable {
  readonly url: string;
  readonly consoleUrl: string;
  /** Runs a command on the service's configuration. @throws AssertionError when it fails */
  cli(...args: readonly string[]): Promise<Record<string, unknown>>;
  /** Runs a command that answers with a key. */
  issue(...args: readonly string[]): Promise<Pair>;
  /** Lists users of the tenant with a key. */
  ask(pair: Pair): Promise<ScimAnswer>;
  /** Stops it, as systemd does. */
  stop(): Promise<Ended>;
}

/**
 * Serves the tenant `acme`, which the configuration declares with these identity providers.
 * @param settings further settings of the listeners, of the gateway, and of the tenant
 */
export async function startService(settings: {
  readonly identityProviders?: readonly string[];
  readonly server?: object;
  readonly admin?: object;
  readonly gateway?: object;
  readonly tenant?: object;
}): Promise<Service> {
  const { identityProviders = [] } = settings;
  const directory = temporaryDirectory();
  const [port, adminPort] = [await freePort(), await freePort()];
  const config = join(directory.path, 'config.yaml');
  const text = {
    server: { listen: `127.0.0.1:${port}`, ...settings.server },
    admin: { listen: `127.0.0.1:${adminPort}`, ...settings.admin },
    gateway: settings.gateway ?? {},
    database: { url: `sqlite:${join(directory.path, 'cyolo-scim.db')}` },
    backup: { directory: join(directory.path, 'backups') },
    tenants: [
      {
        name: 'acme',
        identityProviders: identityProviders.map((name) => ({ name, vendor: 'okta' })),
        ...settings.tenant,
      },
    ],
  };
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(text));
  const cli = (...args: readonly string[]) => runJson(...args, '--config', config);
  const server = start(cyoloScim('serve', '--config', config));
  await server.match(/serving/);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    consoleUrl: `http://127.0.0.1:${adminPort}`,
    cli,
    async issue(...args) {
      const { key, secret } = await cli(...args);
      assert.ok(typeof key === 'string' && typeof secret === 'string');
      return { key, secret };
    },
    ask: ({ key, secret }) =>
      createScimClient({
        baseUrl: `${url}/scim/v2/acme`,
        authorization: `Basic ${btoa(`${key}:${secret}`)}`,
        fetch,
      }).get('/Users?startIndex=1&count=2'),
    async stop() {
      await server.kill('SIGTERM');
      return server.ended();
    },
    async [Symbol.asyncDispose]() {
      await server.kill('SIGTERM');
      directory[Symbol.dispose]();
    },
  };
}
