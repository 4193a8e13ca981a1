import { EVENT_ACTIONS, isEventAction } from '../directory/event.ts';
import { isSecurityEventUri, type Receiver, USUAL_SECURITY_EVENTS } from '../directory/receiver.ts';
import type { TenantName } from '../directory/tenant.ts';
import type { Config } from './schema.ts';

type TenantConfig = Config['tenants'][number];
type ReceiverConfig = TenantConfig['receivers'][number];

/** The receivers of all tenants. */
export function toReceivers({ tenants }: Config): readonly Receiver[] {
  return tenants.flatMap(({ name, receivers }) => receivers.map((receiver) => toReceiver(receiver, name)));
}

/** What a kind needs has been checked when the configuration was read. */
function toReceiver(config: ReceiverConfig, tenant: TenantName): Receiver {
  const { kind, name, url = '', allowPrivateNetwork, authorizationFile, secretFile, audience } = config;
  const tokens = config.events?.filter(isSecurityEventUri) ?? USUAL_SECURITY_EVENTS;
  const actions = config.events?.filter(isEventAction) ?? EVENT_ACTIONS;
  const authorization = authorizationFile?.content;
  const secret = secretFile?.content ?? '';
  const destination = { url, allowPrivateNetwork };
  switch (kind) {
    case 'push':
      return { kind, tenant, name, ...destination, authorization, audience: audience ?? url, events: tokens };
    case 'poll':
      return { kind, tenant, name, audience: audience ?? name, events: tokens };
    case 'webhook':
      return { kind, tenant, name, ...destination, secret, events: actions };
    default:
      return kind satisfies never;
  }
}
