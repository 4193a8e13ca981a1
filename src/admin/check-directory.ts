import type { IdentityProvider } from '../directory/identity-provider.ts';
import { isLive, type Key } from '../directory/key.ts';
import type { Registry, Store } from '../store/port.ts';
import { type Finding, type Judgement, judgeEnd } from './finding.ts';

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
      findings.push(...checkKeys(provider, keys, now), ...checkSaml(provider, now));
    }
  }
  return findings;
}

/** Keys of scope `gateway` count only where there are any. */
function checkKeys(provider: IdentityProvider, keys: readonly Key[], now: number): readonly Finding[] {
  const gateway = keys.filter(({ scope, revokedAt }) => scope === 'gateway' && revokedAt === undefined);
  const provision = keys.filter(({ scope }) => scope === 'provision');
  const of = `${provider.tenant}/${provider.name}`;
  const where = `--tenant ${provider.tenant} --idp ${provider.name}`;
  return [
    provider.autoProvisioning
      ? { check: `keys of ${of}`, ...judgeKeys(provision, where, now) }
      : { check: `keys of ${of}`, state: 'good', detail: 'auto-provisioning is off' },
    ...(gateway.length === 0
      ? []
      : [{ check: `gateway keys of ${of}`, ...judgeKeys(gateway, `${where} --scope gateway`, now) }]),
  ];
}

/** Once the next key is issued, it matters that the other side goes over to it before the last ends. */
function judgeKeys(keys: readonly Key[], where: string, now: number): Judgement {
  const rotate = `cyolo-scim key rotate ${where}`;
  const live = keys.filter((key) => isLive(key, now));
  if (live.length === 0) return { state: 'bad', detail: `none is alive: ${rotate}` };
  const lastEnd = Math.max(...live.map(endOf));
  if (lastEnd < Number.POSITIVE_INFINITY) return judgeEnd(lastEnd, now, 'the last key', rotate);
  const [used] = live.toSorted((one, other) => (other.lastUse?.at ?? 0) - (one.lastUse?.at ?? 0));
  if (used?.lastUse === undefined) return { state: 'good', detail: 'alive, and not used yet' };
  const judged = judgeEnd(endOf(used), now, `${used.id}, which is in use,`, 'enter the next key there');
  return judged.state === 'good' ? { state: 'good', detail: 'alive and in use' } : judged;
}

function endOf({ expiresAt = Number.POSITIVE_INFINITY }: Key): number {
  return expiresAt;
}

/** While certificates overlap, only the last to end matters. */
function checkSaml({ tenant, name, saml }: IdentityProvider, now: number): readonly Finding[] {
  if (saml === undefined || saml.certificates.length === 0) return [];
  const lastEnd = Math.max(...saml.certificates.map(({ notAfter }) => notAfter));
  const advice = `renew it at the provider, then: cyolo-scim idp update ${name} --tenant ${tenant} --metadata FILE`;
  return [
    { check: `SAML of ${tenant}/${name}`, ...judgeEnd(lastEnd, now, 'the signing certificate', advice) },
  ];
}
