import { type Counter, createRegistry, type Gauge, type Histogram, type Registry } from './registry.ts';

/** What the appliance measures of itself. */
export interface Metrics {
  /** `route` is the pattern of a route, never a path that a client chose. */
  readonly requests: Counter<'route' | 'method' | 'status'>;
  readonly requestSeconds: Histogram<'route' | 'method'>;
  /** Requests answered 429, for the rate of a key (`rate`) or for wrong secrets (`sign-in`). */
  readonly throttled: Counter<'reason'>;
  /** How often a client's peculiarity was made plain. */
  readonly quirks: Counter<'tenant' | 'identity_provider' | 'quirk'>;
  /** When each live key that ends will do so, in seconds since 1970. */
  readonly keyExpiry: Gauge<'tenant' | 'identity_provider' | 'scope' | 'key'>;
  /** When the certificate of each listener that has one ends, in seconds since 1970. */
  readonly certificateExpiry: Gauge<'listener'>;
  /** How long it took until a loss of access was told to someone, and until a receiver had taken it. */
  readonly deprovisioning: {
    observeDelivered(tenant: string, seconds: number): void;
    observeAcknowledged(tenant: string, receiver: string, seconds: number): void;
  };
  /** When the latest backup was made, in seconds since 1970. */
  readonly lastBackup: Gauge<never>;
  /** All of it in the text that Prometheus reads. */
  text(): string;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Infinity];

/** A receiver may be down for hours. */
const DEPROVISIONING_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 14_400, Infinity];

export function createMetrics(): Metrics {
  const registry = createRegistry();
  return {
    requests: registry.counter({
      name: 'cyolo_scim_requests_total',
      help: 'Requests answered.',
      labels: ['route', 'method', 'status'],
    }),
    requestSeconds: registry.histogram({
      name: 'cyolo_scim_request_duration_seconds',
      help: 'Time from a request to its answer.',
      labels: ['route', 'method'],
      buckets: SECONDS,
    }),
    throttled: registry.counter({
      name: 'cyolo_scim_throttled_total',
      help: 'Requests answered 429.',
      labels: ['reason'],
    }),
    quirks: registry.counter({
      name: 'cyolo_scim_quirks_total',
      help: 'Peculiarities of clients that were allowed for.',
      labels: ['tenant', 'identity_provider', 'quirk'],
    }),
    keyExpiry: registry.gauge({
      name: 'cyolo_scim_key_expiry_timestamp_seconds',
      help: 'When a live key ends.',
      labels: ['tenant', 'identity_provider', 'scope', 'key'],
    }),
    certificateExpiry: registry.gauge({
      name: 'cyolo_scim_tls_certificate_expiry_timestamp_seconds',
      help: 'When the TLS certificate of a listener ends.',
      labels: ['listener'],
    }),
    deprovisioning: createDeprovisioning(registry),
    lastBackup: registry.gauge({
      name: 'cyolo_scim_last_backup_timestamp_seconds',
      help: 'When the latest backup was made.',
      labels: [],
    }),
    text: () => registry.text(),
  };
}

function createDeprovisioning(registry: Registry): Metrics['deprovisioning'] {
  const delivered = registry.histogram({
    name: 'cyolo_scim_deprovisioning_delivered_seconds',
    help: 'Time from the commit of a loss of access until it was first told.',
    labels: ['tenant'],
    buckets: DEPROVISIONING_SECONDS,
  });
  const acknowledged = registry.histogram({
    name: 'cyolo_scim_deprovisioning_acknowledged_seconds',
    help: 'Time from the commit of a loss of access until a receiver had taken it.',
    labels: ['tenant', 'receiver'],
    buckets: DEPROVISIONING_SECONDS,
  });
  return {
    observeDelivered: (tenant, seconds) => delivered.observe({ tenant }, seconds),
    observeAcknowledged: (tenant, receiver, seconds) => acknowledged.observe({ tenant, receiver }, seconds),
  };
}
