import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { parseConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { digestSecret } from '../keys/digest.ts';
import { type KeyPair, makeKeyPair } from '../keys/make.ts';
import type { Requirement } from '../selftest/requirement.ts';
import { applies, REQUIREMENTS } from '../selftest/requirements.ts';
import { createScimClient, type ScimClient } from '../selftest/scim-client.ts';
import { createTenant } from '../selftest/tenant.ts';
import { command } from './command.ts';
import { CommandError } from './errors.ts';
import { loadServer } from './load-server.ts';
import type { Parts } from './parts.ts';
import type { Progress } from './progress.ts';

/** How the server did with a requirement. */
interface Verdict extends Pick<Requirement, 'id' | 'section' | 'level' | 'text'> {
  readonly verdict: 'met' | 'broken' | 'not offered';
  readonly problem: string;
}

const TENANT = 'selftest';

export function selftest({ output }: Pick<Parts, 'output'>): Command {
  return command(
    'selftest',
    'Hold this program against what the SCIM standards ask, on a tenant in memory that is thrown away. Nothing of yours is touched.',
    ['selftest', 'selftest --json'],
  ).action(async () => {
    const pair = makeKeyPair(randomBytes);
    const { startServer, createLogger } = await loadServer();
    const log = createLogger({ level: 'silent', format: 'json' });
    await using server = await startServer(configFor(pair), { log });
    const client = createScimClient({
      baseUrl: `${server.urls.scim}/scim/v2/${TENANT}`,
      authorization: `Basic ${Buffer.from(`${pair.key}:${pair.secret}`).toString('base64')}`,
      fetch,
    });
    const verdicts = await judge(client, output.progress('Testing'));
    const broken = verdicts.filter(({ verdict }) => verdict === 'broken');
    const met = verdicts.filter(({ verdict }) => verdict === 'met').length;
    output.answer(
      verdicts,
      [
        `${met} of ${verdicts.length} requirements of RFC 7643, 7644 and 9865 are met, ${broken.length} are not.`,
        ...broken.map(({ section, level, text, problem }) => `${section} ${level} ${text}: ${problem}`),
      ].join('\n'),
    );
    if (broken.length > 0) throw new CommandError('The selftest found what it should not: please report it.');
  });
}

async function judge(client: ScimClient, progress: Progress): Promise<readonly Verdict[]> {
  using _ = progress;
  const { body: offered } = await client.get('/ServiceProviderConfig');
  const verdicts: Verdict[] = [];
  for (const requirement of REQUIREMENTS) {
    const { id, section, level, text } = requirement;
    const outcome = applies(requirement, offered)
      ? await tryOut(requirement, client)
      : ({ verdict: 'not offered', problem: '' } as const);
    verdicts.push({ id, section, level, text, ...outcome });
    progress.show(verdicts.length, REQUIREMENTS.length);
  }
  return verdicts;
}

async function tryOut(
  { id, check }: Requirement,
  client: ScimClient,
): Promise<Pick<Verdict, 'verdict' | 'problem'>> {
  try {
    await check(createTenant(client, id));
    return { verdict: 'met', problem: '' };
  } catch (error) {
    return { verdict: 'broken', problem: (error as Error).message };
  }
}

function configFor({ key, secret }: KeyPair): Config {
  const secretHash = `sha256:${Buffer.from(digestSecret(secret)).toString('hex')}`;
  const provider = { name: 'selftest', autoProvisioning: true, keys: [{ key, secretHash }] };
  const written = {
    server: { listen: '127.0.0.1:0' },
    admin: { listen: '127.0.0.1:0' },
    database: { url: 'sqlite::memory:' },
    limits: { requestsPerSecondPerKey: 100_000 },
    tenants: [{ name: TENANT, identityProviders: [provider] }],
  };
  return parseConfig(written, { env: {}, directory: '.' });
}
