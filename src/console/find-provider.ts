import type { Context } from 'hono';
import type { IdentityProvider } from '../directory/identity-provider.ts';
import type { Key, KeyId } from '../directory/key.ts';
import { findIdentityProvider } from '../keys/issue.ts';
import { parseKeyId } from '../keys/make.ts';
import { NotFoundError, type Registry } from '../store/port.ts';
import type { ConsoleEnv } from './environment.ts';

/** The identity provider that the path names. @throws NotFoundError */
export function findProvider(c: Context<ConsoleEnv>, registry: Registry): Promise<IdentityProvider> {
  const identityProvider = c.req.param('provider') ?? '';
  return findIdentityProvider(registry, { tenant: c.get('tenant').name, identityProvider });
}

/** The key of that provider that the path names. @throws NotFoundError */
export async function findKey(
  c: Context<ConsoleEnv>,
  registry: Registry,
  { tenant, name }: IdentityProvider,
): Promise<Key> {
  const credential = await registry.getCredential(readKeyId(c));
  const isOfProvider = credential?.key.tenant === tenant && credential.key.identityProvider === name;
  if (!isOfProvider) throw noKey();
  return credential.key;
}

/** @throws NotFoundError when the path has no Key where one belongs */
export function readKeyId(c: Context<ConsoleEnv>): KeyId {
  const key = parseKeyId(c.req.param('key') ?? '');
  if (key === undefined) throw noKey();
  return key;
}

function noKey(): NotFoundError {
  return new NotFoundError('There is no such key.');
}
