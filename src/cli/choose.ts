import type { IdentityProvider } from '../directory/identity-provider.ts';
import type { Tenant } from '../directory/tenant.ts';
import type { Registry } from '../store/port.ts';
import { CommandError, UsageError } from './errors.ts';

/** The tenant of that name; without a name, the only one there is. */
export async function chooseTenant(registry: Registry, name: string | undefined): Promise<Tenant> {
  return choose(await registry.listTenants(), name, {
    noun: 'tenant',
    option: '--tenant',
    add: 'cyolo-scim tenant add <name>',
  });
}

/** The tenant's identity provider of that name; without a name, the only one it has. */
export async function chooseIdentityProvider(
  registry: Registry,
  tenant: Tenant,
  name: string | undefined,
): Promise<IdentityProvider> {
  return choose(await registry.listIdentityProviders(tenant.name), name, {
    noun: `identity provider in tenant "${tenant.name}"`,
    option: '--idp',
    add: `cyolo-scim idp add <name> --tenant ${tenant.name} --vendor <vendor>`,
  });
}

interface Words {
  readonly noun: string;
  readonly option: string;
  readonly add: string;
}

function choose<Named extends { readonly name: string }>(
  all: readonly Named[],
  name: string | undefined,
  { noun, option, add }: Words,
): Named {
  const names = all.map((each) => each.name).join(', ');
  const [first, ...others] = all.filter((each) => name === undefined || each.name === name);
  if (first !== undefined && others.length === 0) return first;
  if (all.length === 0) {
    throw new CommandError(
      `There is no ${noun} yet. Add one: ${add} (what config.yaml declares is there once the server has started with it).`,
    );
  }
  if (name === undefined)
    throw new UsageError(`There is more than one ${noun}: say which with ${option} (${names}).`);
  throw new CommandError(`There is no ${noun} of the name "${name}"; there is ${names}.`);
}
