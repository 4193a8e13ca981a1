import type { Logger } from 'pino';
import type { Finding } from '../admin/finding.ts';
import type { OidcSettings } from '../directory/oidc-settings.ts';
import type { Receiver } from '../directory/receiver.ts';
import type { RandomBytes } from '../keys/make.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import type { Store } from '../store/port.ts';
import type { RequestWatch } from './request-watch.ts';

/** How large and how old the installation is. */
export interface Figures {
  readonly databaseBytes: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly version: string;
}

export interface ConsoleDependencies {
  readonly store: Store;
  readonly userType: ResourceType;
  readonly groupType: ResourceType;
  readonly watch: RequestWatch;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: RandomBytes;
  readonly newId: () => string;
  /** Where identity providers and gateways reach the service. */
  readonly publicUrl: () => string;
  /** Where browsers reach the console. */
  readonly consoleUrl: () => string;
  /** The provider through which people sign in beside one-time links; undefined when there is none. */
  readonly oidc: () => OidcSettings | undefined;
  /** Those that config.yaml declares to be told of changes. */
  readonly receivers: () => readonly Receiver[];
  /** After how many milliseconds a receiver that has not taken an event is late. */
  readonly acknowledgeWithin: () => number;
  /** Checks the installation. */
  readonly inspect: () => Promise<readonly Finding[]>;
  readonly figures: () => Figures;
  /** Aborts when the server stops: live pages end then. */
  readonly stopping: AbortSignal;
}
