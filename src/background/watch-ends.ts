import type { Logger } from 'pino';
import type { Finding } from '../admin/finding.ts';
import { isLive, type Key } from '../directory/key.ts';
import type { Registry } from '../store/port.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Job } from './job.ts';

const EVERY_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Watches what ends some day, such as keys and certificates: measures it, logs once a day what is near, and tells it.
 * @param options.inspect finds what is near, among others
 */
export function watchEndsJob(options: {
  readonly registry: Pick<Registry, 'listTenants' | 'listKeys'>;
  readonly inspect: () => Promise<readonly Finding[]>;
  /** When the certificate of each listener ends, in milliseconds since 1970; undefined for none. */
  readonly certificateEnds: () => Readonly<Record<string, number | undefined>>;
  readonly metrics: Pick<Metrics, 'keyExpiry' | 'certificateExpiry'>;
  readonly log: Logger;
  readonly now: () => number;
}): Job & { warnings(): readonly Finding[] } {
  const { registry, inspect, certificateEnds, metrics, log, now } = options;
  const loggedAt = new Map<string, number>();
  let current: readonly Finding[] = [];

  function report({ check, detail }: Finding): void {
    if (now() - (loggedAt.get(check) ?? Number.NEGATIVE_INFINITY) < DAY_MS) return;
    loggedAt.set(check, now());
    log.warn({ check }, detail);
  }

  return {
    name: 'looking for keys and certificates that end',
    warnings: () => current,
    async run() {
      metrics.keyExpiry.set(samplesOf(await listKeys(registry), now()));
      metrics.certificateExpiry.set(
        Object.entries(certificateEnds()).flatMap(([listener, end]) =>
          end === undefined ? [] : [{ labels: { listener }, value: end / 1000 }],
        ),
      );
      current = (await inspect()).filter((finding) => finding.state !== 'good');
      for (const finding of current) report(finding);
      return EVERY_MS;
    },
  };
}

async function listKeys(registry: Pick<Registry, 'listTenants' | 'listKeys'>): Promise<readonly Key[]> {
  const keys: Key[] = [];
  for (const { name } of await registry.listTenants()) keys.push(...(await registry.listKeys(name)));
  return keys;
}

/** A sample for each live key that ends. */
function samplesOf(keys: readonly Key[], now: number): Parameters<Metrics['keyExpiry']['set']>[0] {
  return keys.flatMap((key) => {
    const { id, tenant, identityProvider, scope, expiresAt } = key;
    if (expiresAt === undefined || !isLive(key, now)) return [];
    return [
      { labels: { tenant, identity_provider: identityProvider, scope, key: id }, value: expiresAt / 1000 },
    ];
  });
}
