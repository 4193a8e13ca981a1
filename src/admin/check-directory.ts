import type { IdentityProvider } from '../directory/identity-provider.ts';
import { isLive, type Key } from '../directory/key.ts';
import type { Registry, Store } from '../store/port.ts';
import { type Finding, judgeEnd } from './finding.ts';

export async function checkDatabase(store: Store): Promise<Finding> {
  const problem = await store.checkWritable();
  if (problem === undefined) return { check: 'database', state: 'good', detail: 'takes writes' };
  return { check: 'database', state: 'bad', detail: problem };
}

/** Whether each identity provider has a key to sign in with, and how long its keys and SAML certificates hold. */
export async function checkProviders(registry: Registry, now: number): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const tenant of await registry.listTenants()) {
    for (const provider of await registry.listIdentityProviders(tenant.name)) {
      const keys = await registry.listKeys(tenant.name, provider.name);
      findings.push(checkKeys(provider, keys, now), ...checkSaml(provider, now));
    }
  }
  return findings;
}

function checkKeys(provider: IdentityProvider, keys: readonly Key[], now: number): Finding {
  const check = `keys of ${provider.tenant}/${provider.name}`;
  if (!provider.autoProvisioning) return { check, state: 'good', detail: 'auto-provisioning is off' };
  const live = keys.filter((key) => key.scope === 'provision' && isLive(key, now));
  const where = `--tenant ${provider.tenant} --idp ${provider.name}`;
  if (live.length === 0) {
    return { check, state: 'bad', detail: `none is alive: cyolo-scim key rotate ${where}` };
  }
  const lastEnd = Math.max(...live.map(({ expiresAt }) => expiresAt ?? Number.POSITIVE_INFINITY));
  if (lastEnd < Number.POSITIVE_INFINITY) return { check, ...judgeEnd(lastEnd, now, 'the last key') };
  const isUsed = live.some(({ lastUse }) => lastUse !== undefined);
  return { check, state: 'good', detail: isUsed ? 'alive and in use' : 'alive, and not used yet' };
}

/** While certificates overlap, only the last to end matters. */
function checkSaml({ tenant, name, saml }: IdentityProvider, now: number): readonly Finding[] {
  if (saml === undefined || saml.certificates.length === 0) return [];
  const lastEnd = Math.max(...saml.certificates.map(({ notAfter }) => notAfter));
  return [{ check: `SAML of ${tenant}/${name}`, ...judgeEnd(lastEnd, now, 'the signing certificate') }];
}
