import { type Context, Hono } from 'hono';
import { countQuirks } from '../admin/count-quirks.ts';
import { refuseDeclared } from '../directory/declared.ts';
import type { IdentityProvider } from '../directory/identity-provider.ts';
import { disableAutoProvisioning, enableAutoProvisioning } from '../keys/auto-provisioning.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { findProvider } from './find-provider.ts';
import { type Form, readForm } from './forms.ts';
import { type Handovers, issuedPath } from './handovers.ts';
import { readMetadata, readVendor } from './identity-providers.ts';
import { providerPage, settingsOf } from './pages/provider.ts';
import { providerPath, tenantPath } from './paths.ts';
import { redirectOnce } from './redirect-once.ts';
import type { Submissions } from './submissions.ts';
import { TEXTS } from './texts.ts';
import type { Problems } from './ui/form.ts';
import { viewOf } from './view.ts';

type Dependencies = Pick<ConsoleDependencies, 'store' | 'watch' | 'now' | 'random' | 'publicUrl'> & {
  readonly submissions: Submissions;
  readonly handovers: Handovers;
};

/** One identity provider: its switch, its rules, its SAML facts. */
export function identityProviderRoutes(dependencies: Dependencies): Hono<ConsoleEnv> {
  const { store, watch, now, publicUrl, submissions } = dependencies;
  const { registry } = store;
  const app = new Hono<ConsoleEnv>();

  async function show(c: Context<ConsoleEnv>, problems: Problems) {
    const provider = await findProvider(c, registry);
    const keys = await registry.listKeys(provider.tenant, provider.name);
    const quirks = await countQuirks(store, provider);
    const scimUrl = `${publicUrl()}/scim/v2/${provider.tenant}`;
    const { lastArrival } = watch;
    const shown = { provider, keys, lastArrival, quirks, scimUrl, problems, now: now() };
    return providerPage(viewOf(c, 'providers'), shown);
  }

  app.get('/', async (c) => c.html(await show(c, {})));

  app.post('/', async (c) => {
    const form = await readForm(c);
    return redirectOnce(c, submissions, async () => {
      const before = await findProvider(c, registry);
      const provider = await registry.changeIdentityProvider(
        before.tenant,
        before.name,
        (current) => withSettings(current, form),
        c.get('actor'),
      );
      const isStale = Object.entries(settingsOf(before)).some(
        ([name, value]) => (form.shown(name) ?? value) !== value,
      );
      return await saveSwitch(c, provider, { form, isStale, ...dependencies });
    });
  });

  app.post('/metadata', async (c) => {
    const { saml, problems } = await readMetadata(await readForm(c));
    if (saml === undefined) {
      const missing = { metadataFile: TEXTS.providers.metadataMissing };
      return c.html(await show(c, Object.keys(problems).length > 0 ? problems : missing), 422);
    }
    return redirectOnce(c, submissions, async () => {
      const { tenant, name } = await findProvider(c, registry);
      const change = (current: IdentityProvider): IdentityProvider => {
        refuseDeclared(current.declared, `The identity provider "${name}"`);
        return { ...current, saml };
      };
      await registry.changeIdentityProvider(tenant, name, change, c.get('actor'));
      return `${providerPath(tenant, name)}?done=metadata`;
    });
  });

  app.post('/remove', async (c) => {
    const form = await readForm(c);
    const { tenant, name, declared } = await findProvider(c, registry);
    if (form.text('confirm') !== name) {
      return c.html(await show(c, { confirm: TEXTS.provider.removeMismatch(name) }), 422);
    }
    return redirectOnce(c, submissions, async () => {
      refuseDeclared(declared, `The identity provider "${name}"`);
      await registry.removeIdentityProvider(tenant, name, c.get('actor'));
      return `${tenantPath(tenant, 'identity-providers')}?done=removed`;
    });
  });
  return app;
}

/**
 * Sets the switch as the form has it, where config.yaml does not own it and whoever sent the form has moved it.
 * @returns the page to go on with: where the Secret is shown, when a key had to be issued
 */
async function saveSwitch(
  c: Context<ConsoleEnv>,
  { tenant, name, autoProvisioning, autoProvisioningDeclared }: IdentityProvider,
  options: Dependencies & { readonly form: Form; readonly isStale: boolean },
): Promise<string> {
  const { form, isStale, store, random, now, handovers } = options;
  const named = { tenant, identityProvider: name };
  const moved = autoProvisioningDeclared ? undefined : form.changed('autoProvisioning');
  const isWanted = moved === undefined ? autoProvisioning : moved === 'on';
  const page = (done: string) => `${providerPath(tenant, name)}?done=${isStale ? 'stale' : done}`;
  if (!isWanted) {
    await disableAutoProvisioning(store.registry, named, c.get('actor'));
    return page(autoProvisioning ? 'off' : 'saved');
  }
  const pair = await enableAutoProvisioning(store.registry, named, c.get('actor'), { random, now });
  if (pair === undefined) return page(autoProvisioning ? 'saved' : 'on');
  return issuedPath({ tenant, name }, pair, handovers.leave(pair, c.get('sessionId')));
}

/** The provider with what the form changes; what is not in it, what was left alone and what config.yaml owns stays. */
function withSettings(provider: IdentityProvider, form: Form): IdentityProvider {
  if (provider.declared) return provider;
  return {
    ...provider,
    vendor: readVendor(form.changed('vendor') ?? '') ?? provider.vendor,
    onInactiveDuplicate:
      choose(form.changed('onInactiveDuplicate'), ['conflict', 'restore']) ?? provider.onInactiveDuplicate,
    unknownMembers: choose(form.changed('unknownMembers'), ['skip', 'reject']) ?? provider.unknownMembers,
  };
}

function choose<Choice extends string>(
  text: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  return choices.find((choice) => choice === text);
}
