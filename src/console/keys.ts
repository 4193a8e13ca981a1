import { type Context, Hono } from 'hono';
import type { IdentityProvider } from '../directory/identity-provider.ts';
import { issueKey, revokeKey, rotateKey } from '../keys/issue.ts';
import type { KeyPair } from '../keys/make.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { findProvider, readKeyId } from './find-provider.ts';
import { readForm } from './forms.ts';
import { type Handovers, issuedPath } from './handovers.ts';
import { providerPath } from './paths.ts';
import { redirectOnce } from './redirect-once.ts';
import type { Submissions } from './submissions.ts';

const DAY_MS = 86_400_000;
const OVERLAPS: Readonly<Record<string, number>> = {
  '0s': 0,
  '1d': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
};
const LIFETIMES: Readonly<Record<string, number>> = {
  '90d': 90 * DAY_MS,
  '180d': 180 * DAY_MS,
  '365d': 365 * DAY_MS,
};

type Dependencies = Pick<ConsoleDependencies, 'store' | 'now' | 'random'> & {
  readonly submissions: Submissions;
  readonly handovers: Handovers;
};

/** Issuing, rotating and revoking the keys of an identity provider. */
export function keyRoutes({ store, now, random, submissions, handovers }: Dependencies): Hono<ConsoleEnv> {
  const { registry } = store;
  const app = new Hono<ConsoleEnv>();

  function handOver(c: Context<ConsoleEnv>, provider: IdentityProvider, pair: KeyPair): string {
    return issuedPath(provider, pair, handovers.leave(pair, c.get('sessionId')));
  }

  app.post('/issue', async (c) => {
    const form = await readForm(c);
    return redirectOnce(c, submissions, async () => {
      const provider = await findProvider(c, registry);
      const lifetime = LIFETIMES[form.text('lifetime')];
      const request = {
        tenant: provider.tenant,
        identityProvider: provider.name,
        scope: form.text('scope') === 'provision' ? 'provision' : 'gateway',
        ...(lifetime !== undefined && { expiresAt: now() + lifetime }),
      } as const;
      return handOver(c, provider, await issueKey(registry, request, c.get('actor'), { random, now }));
    });
  });

  app.post('/rotate', async (c) => {
    const form = await readForm(c);
    return redirectOnce(c, submissions, async () => {
      const provider = await findProvider(c, registry);
      const request = {
        tenant: provider.tenant,
        identityProvider: provider.name,
        scope: 'provision',
        overlap: OVERLAPS[form.text('overlap')] ?? 7 * DAY_MS,
      } as const;
      return handOver(c, provider, await rotateKey(registry, request, c.get('actor'), { random, now }));
    });
  });

  app.post('/:key/revoke', (c) =>
    redirectOnce(c, submissions, async () => {
      const { tenant, name } = await findProvider(c, registry);
      await revokeKey(registry, { tenant, key: readKeyId(c) }, c.get('actor'), { now });
      return `${providerPath(tenant, name)}?done=revoked`;
    }),
  );
  return app;
}
