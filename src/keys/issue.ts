import { refuseDeclared } from '../directory/declared.ts';
import type { Actor } from '../directory/event.ts';
import type { IdentityProvider } from '../directory/identity-provider.ts';
import { isLive, type Key, type KeyId, type KeyScope } from '../directory/key.ts';
import type { TenantName } from '../directory/tenant.ts';
import { NotFoundError, type Registry } from '../store/port.ts';
import { digestSecret } from './digest.ts';
import { type KeyPair, makeKeyPair, type RandomBytes } from './make.ts';

/** Where keys get their chance and their time from. */
export interface KeySources {
  readonly random: RandomBytes;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface ProviderName {
  readonly tenant: TenantName;
  readonly identityProvider: string;
}

/** Which keys: those of one scope of one identity provider. */
export interface KeyGroup extends ProviderName {
  readonly scope: KeyScope;
}

/**
 * Issues a key.
 * @returns the pair, to be shown once
 * @throws NotFoundError when there is no such identity provider
 */
export async function issueKey(
  registry: Registry,
  { tenant, identityProvider, scope, expiresAt }: KeyGroup & { readonly expiresAt?: number },
  actor: Actor,
  { random, now }: KeySources,
): Promise<KeyPair> {
  await findIdentityProvider(registry, { tenant, identityProvider });
  const pair = makeKeyPair(random);
  const key: Key = {
    id: pair.key,
    tenant,
    identityProvider,
    scope,
    digest: digestSecret(pair.secret),
    declared: false,
    createdAt: now(),
    expiresAt,
    revokedAt: undefined,
    lastUse: undefined,
  };
  await registry.createKey(key, actor);
  return pair;
}

/**
 * Issues the next key and lets the live ones of its group end after `overlap` milliseconds, or earlier when they would
 * have anyway.
 * @throws NotFoundError like issueKey, DeclaredError when one of the live keys is declared
 */
export async function rotateKey(
  registry: Registry,
  { overlap, ...group }: KeyGroup & { readonly overlap: number },
  actor: Actor,
  sources: KeySources,
): Promise<KeyPair & { readonly ending: readonly KeyId[] }> {
  const live = await listLiveKeys(registry, group, sources.now());
  for (const key of live) refuseDeclared(key.declared, `The key ${key.id}`);
  // The next one first: a crash in between leaves both alive, never none.
  const pair = await issueKey(registry, group, actor, sources);
  const end = sources.now() + overlap;
  const ending = live.filter(({ expiresAt = Infinity }) => expiresAt > end).map(({ id }) => id);
  for (const id of ending) await registry.endKey(group.tenant, id, { expiresAt: end }, actor);
  return { ...pair, ending };
}

/**
 * Revokes a key, for good.
 * @throws NotFoundError when the tenant has none of that name, DeclaredError when it is declared
 */
export async function revokeKey(
  registry: Registry,
  { tenant, key }: { readonly tenant: TenantName; readonly key: KeyId },
  actor: Actor,
  { now }: Pick<KeySources, 'now'>,
): Promise<void> {
  const credential = await registry.getCredential(key);
  if (credential?.key.tenant !== tenant) {
    throw new NotFoundError(`The tenant "${tenant}" has no key ${key}.`);
  }
  refuseDeclared(credential.key.declared, `The key ${key}`);
  await registry.endKey(tenant, key, { revokedAt: now() }, actor);
}

/** @throws NotFoundError when there is no such identity provider */
export async function findIdentityProvider(
  registry: Registry,
  { tenant, identityProvider }: ProviderName,
): Promise<IdentityProvider> {
  const provider = await registry.getIdentityProvider(tenant, identityProvider);
  if (provider === undefined) {
    throw new NotFoundError(`The tenant "${tenant}" has no identity provider "${identityProvider}".`);
  }
  return provider;
}

/** The keys of a group that are neither revoked nor expired. */
export async function listLiveKeys(
  registry: Registry,
  group: KeyGroup,
  now: number,
): Promise<readonly Key[]> {
  const keys = await registry.listKeys(group.tenant, group.identityProvider);
  return keys.filter((key) => key.scope === group.scope && isLive(key, now));
}
