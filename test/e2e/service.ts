import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createScimClient, type ScimAnswer } from '../../src/selftest/scim-client.ts';
import { cyoloScim } from '../program.ts';
import { freePort, runJson, start, temporaryDirectory } from './processes.ts';

export interface Pair {
  readonly key: string;
  readonly secret: string;
}

/** `serve` with a configuration and data of its own, and the command line beside it. */
export interface Service extends AsyncDisposable {
  readonly consoleUrl: string;
  /** Runs a command on the service's configuration. @throws AssertionError when it fails */
  cli(...args: readonly string[]): Promise<Record<string, unknown>>;
  /** Runs a command that answers with a key. */
  issue(...args: readonly string[]): Promise<Pair>;
  /** Lists users of the tenant with a key. */
  ask(pair: Pair): Promise<ScimAnswer>;
}

/**
 * Serves the tenant `acme`, which the configuration declares with these identity providers.
 * @param settings.admin further settings of the admin listener
 */
export async function startService(settings: {
  readonly identityProviders?: readonly string[];
  readonly admin?: object;
}): Promise<Service> {
  const { identityProviders = [], admin } = settings;
  const directory = temporaryDirectory();
  const [port, adminPort] = [await freePort(), await freePort()];
  const config = join(directory.path, 'config.yaml');
  const text = {
    server: { listen: `127.0.0.1:${port}` },
    admin: { listen: `127.0.0.1:${adminPort}`, ...admin },
    database: { url: `sqlite:${join(directory.path, 'cyolo-scim.db')}` },
    backup: { directory: join(directory.path, 'backups') },
    tenants: [
      { name: 'acme', identityProviders: identityProviders.map((name) => ({ name, vendor: 'okta' })) },
    ],
  };
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(text));
  const cli = (...args: readonly string[]) => runJson(...args, '--config', config);
  const server = start(cyoloScim('serve', '--config', config));
  await server.match(/serving/);
  return {
    consoleUrl: `http://127.0.0.1:${adminPort}`,
    cli,
    async issue(...args) {
      const { key, secret } = await cli(...args);
      assert.ok(typeof key === 'string' && typeof secret === 'string');
      return { key, secret };
    },
    ask: ({ key, secret }) =>
      createScimClient({
        baseUrl: `http://127.0.0.1:${port}/scim/v2/acme`,
        authorization: `Basic ${btoa(`${key}:${secret}`)}`,
        fetch,
      }).get('/Users?startIndex=1&count=2'),
    async [Symbol.asyncDispose]() {
      await server.kill('SIGTERM');
      directory[Symbol.dispose]();
    },
  };
}
