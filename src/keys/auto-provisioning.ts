import { refuseDeclared } from '../directory/declared.ts';
import type { Actor } from '../directory/event.ts';
import type { Registry } from '../store/port.ts';
import { issueKey, type KeyGroup, type KeySources, listLiveKeys, type ProviderName } from './issue.ts';
import type { KeyPair } from './make.ts';

/**
 * Switches auto-provisioning on, and issues a `provision` key if none is alive.
 * @returns the issued pair, to be shown once
 * @throws NotFoundError when there is no such identity provider, DeclaredError when config.yaml switches it off
 */
export async function enableAutoProvisioning(
  registry: Registry,
  name: ProviderName,
  actor: Actor,
  sources: KeySources,
): Promise<KeyPair | undefined> {
  await switchAutoProvisioning(registry, { ...name, on: true }, actor);
  const group: KeyGroup = { ...name, scope: 'provision' };
  const live = await listLiveKeys(registry, group, sources.now());
  return live.length > 0 ? undefined : await issueKey(registry, group, actor, sources);
}

/**
 * Switches auto-provisioning off: the provider's keys are kept, and refused.
 * @throws NotFoundError when there is no such identity provider, DeclaredError when config.yaml switches it on
 */
export async function disableAutoProvisioning(
  registry: Registry,
  name: ProviderName,
  actor: Actor,
): Promise<void> {
  await switchAutoProvisioning(registry, { ...name, on: false }, actor);
}

async function switchAutoProvisioning(
  registry: Registry,
  { tenant, identityProvider, on }: ProviderName & { readonly on: boolean },
  actor: Actor,
): Promise<void> {
  await registry.changeIdentityProvider(
    tenant,
    identityProvider,
    (provider) => {
      if (provider.autoProvisioning === on) return provider;
      refuseDeclared(provider.autoProvisioningDeclared, `autoProvisioning of "${provider.name}"`);
      return { ...provider, autoProvisioning: on };
    },
    actor,
  );
}
