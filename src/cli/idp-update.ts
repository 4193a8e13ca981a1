import type { Command } from 'commander';
import { refuseDeclared } from '../directory/declared.ts';
import type { SamlFacts } from '../directory/identity-provider.ts';
import { parseSamlMetadata } from '../directory/saml-metadata.ts';
import { chooseIdentityProvider, chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { describeSaml } from './describe-saml.ts';
import { UsageError } from './errors.ts';
import type { Parts } from './parts.ts';
import { presentIdentityProvider } from './present.ts';
import { type ProviderOptions, withProviderOptions } from './provider-options.ts';
import { readInput } from './read-input.ts';
import { formatFields } from './table.ts';

export function idpUpdate({
  terminal,
  output,
  openInstallation,
  actor,
}: Pick<Parts, 'terminal' | 'output' | 'openInstallation' | 'actor'>): Command {
  const update = command(
    'update <name>',
    'Change an identity provider, such as its SAML metadata after a new certificate. What is not named stays.',
    [
      'idp update okta --tenant acme --metadata okta-metadata.xml',
      'idp update okta --on-inactive-duplicate restore',
      'idp update okta --metadata - < okta-metadata.xml',
    ],
  ).option('--tenant <name>', 'the tenant; needed when there are several');
  return withProviderOptions(update).action(
    async (
      name: string,
      { tenant: tenantName, metadata, ...changes }: ProviderOptions & { tenant?: string },
    ) => {
      if (metadata === undefined && Object.keys(changes).length === 0)
        throw new UsageError('Say what to change, such as --metadata FILE. See --help.');
      const saml =
        metadata === undefined ? undefined : parseSamlMetadata(await readInput(metadata, terminal));
      await using installation = await openInstallation();
      const { registry } = installation.store;
      const tenant = await chooseTenant(registry, tenantName);
      const before = await chooseIdentityProvider(registry, tenant, name);
      const provider = await registry.changeIdentityProvider(
        tenant.name,
        name,
        (current) => {
          refuseDeclared(current.declared, `The identity provider "${name}"`);
          return { ...current, ...changes, saml: saml ?? current.saml };
        },
        actor,
      );
      const presented = presentIdentityProvider(provider);
      const said = saml === undefined ? '' : `\n${formatFields(describeSaml(presented.saml))}`;
      output.answer(presented, `Identity provider "${name}" is changed.${said}`);
      if (saml !== undefined) for (const remark of compare(before.saml, saml)) output.remark(remark);
    },
  );
}

/** What is worth a second look when metadata is replaced. */
function compare(before: SamlFacts | undefined, after: SamlFacts): readonly string[] {
  if (before === undefined) return [];
  const known = new Set(before.certificates.map(({ fingerprint }) => fingerprint));
  return [
    ...(before.entityId === after.entityId
      ? []
      : [`The entity was ${before.entityId} before: is this the same provider?`]),
    ...(after.certificates.some(({ fingerprint }) => !known.has(fingerprint))
      ? []
      : ['There is no new certificate in it: is the metadata the current one?']),
  ];
}
