import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { digestSecret } from '../src/keys/digest.ts';
import { type KeyPair, makeKeyPair } from '../src/keys/make.ts';
import { IDENTITY_PROVIDER, TENANT } from './data.ts';
import { applianceCommand, benchCommand, type Program } from './programs.ts';
import { freePort, type Server, startServer } from './server.ts';
import type { Samples } from './servers/floor.ts';

const LARGE_GROUP = 100_000;
const UNLIMITED = 100_000;

/** What an appliance has beside a directory and its keys. */
export interface Extras {
  readonly publicUrl?: string;
  readonly receivers?: readonly object[];
  readonly streamsPerKey?: number;
}

/** The data of a run, and the servers on it. Disposing it deletes the data: the servers are to end before. */
export class Stage implements Disposable {
  readonly users: number;
  /** How many members the groups have that are there to be changed. */
  readonly groups: { readonly small: number; readonly large: number };
  readonly #directory = mkdtempSync(join(tmpdir(), 'cyolo-scim-bench-'));
  readonly #seeded = join(this.#directory, 'seeded.db');
  readonly #provision = makeKeyPair(randomBytes);
  readonly #gateway = makeKeyPair(randomBytes);
  /** The value of the header, for SCIM and for the gateway's questions. */
  readonly authorization = toBasic(this.#provision);
  readonly gatewayAuthorization = toBasic(this.#gateway);

  constructor(users: number) {
    this.users = users;
    this.groups = { small: 10, large: Math.min(users, LARGE_GROUP) };
  }

  /** Makes the directory that all appliances begin with. */
  async seed(): Promise<void> {
    const { small, large } = this.groups;
    const numbers = [this.users, small, large].map(String);
    const { program, args } = benchCommand('seed.ts', this.#seeded, ...numbers);
    const [code] = await once(spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] }), 'exit');
    if (code !== 0) throw new Error('The directory could not be made.');
  }

  /** Starts an appliance on a copy of the directory. @param preload a module in servers/ that is loaded first */
  async startAppliance(
    name: string,
    program: Program,
    preload?: string,
    extras: Extras = {},
  ): Promise<Server> {
    const database = join(this.#directory, `${name}.db`);
    const config = join(this.#directory, `${name}.yaml`);
    copyFileSync(this.#seeded, database);
    const adminPort = await freePort();
    return await startServer(name, {
      readyPath: '/readyz',
      command: (port) => {
        // JSON is YAML.
        writeFileSync(config, JSON.stringify(this.#configure({ database, port, adminPort }, extras)));
        return applianceCommand(program, ['serve', '--config', config], preload);
      },
    });
  }

  /** A link that signs in to the console of the appliance that was started under the program's name. */
  async consoleLink(program: Program): Promise<string> {
    const config = join(this.#directory, `${program}.yaml`);
    const command = applianceCommand(program, ['console', 'login', '--config', config, '--json']);
    const { stdout } = await promisify(execFile)(command.program, command.args);
    return JSON.parse(stdout).url;
  }

  /** @param samples what it answers */
  startFloor(samples: Samples): Promise<Server> {
    const file = join(this.#directory, 'samples.json');
    writeFileSync(file, JSON.stringify(samples));
    return startServer('floor', {
      command: (port) =>
        benchCommand('servers/floor.ts', String(port), file, this.authorization, this.gatewayAuthorization),
    });
  }

  /** Reads the directory that all appliances begin with. */
  startReadingFloor(): Promise<Server> {
    return startServer('floor that reads', {
      command: (port) =>
        benchCommand(
          'servers/reading-floor.ts',
          String(port),
          this.#seeded,
          this.authorization,
          this.gatewayAuthorization,
        ),
    });
  }

  startPeer(): Promise<Server> {
    const file = join(this.#directory, 'peer.db');
    return startServer('peer', {
      command: (port) =>
        benchCommand('servers/peer.ts', String(port), this.authorization, file, String(this.users)),
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #configure(
    { database, port, adminPort }: { database: string; port: number; adminPort: number },
    { publicUrl, receivers = [], streamsPerKey = 32 }: Extras,
  ) {
    const keyOf = ({ key, secret }: KeyPair, scope: string) => ({
      key,
      secretHash: `sha256:${Buffer.from(digestSecret(secret)).toString('hex')}`,
      scope,
    });
    const keys = [keyOf(this.#provision, 'provision'), keyOf(this.#gateway, 'gateway')];
    const okta = { name: IDENTITY_PROVIDER, vendor: 'okta', autoProvisioning: true, keys };
    return {
      server: { listen: `127.0.0.1:${port}`, publicUrl },
      admin: { listen: `127.0.0.1:${adminPort}` },
      database: { url: `sqlite:${database}` },
      // A run may last longer than the time after which a server makes its first one.
      backup: { every: 'off' },
      limits: { requestsPerSecondPerKey: UNLIMITED },
      gateway: { requestsPerSecondPerKey: UNLIMITED, streamsPerKey },
      tenants: [{ name: TENANT, identityProviders: [okta], receivers }],
    };
  }
}

function toBasic({ key, secret }: KeyPair): string {
  return `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
}
