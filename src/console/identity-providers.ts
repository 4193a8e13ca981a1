import { type Context, Hono } from 'hono';
import { type IdentityProvider, VENDORS, type Vendor } from '../directory/identity-provider.ts';
import { parseSamlMetadata, SamlMetadataError } from '../directory/saml-metadata.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { type Form, readForm, requireAdmin } from './forms.ts';
import { type ListedProvider, providerListPage } from './pages/provider-list.ts';
import { newProviderPage } from './pages/provider-new.ts';
import { providerPath } from './paths.ts';
import { redirectOnce } from './redirect-once.ts';
import type { Submissions } from './submissions.ts';
import { TEXTS } from './texts.ts';
import { viewOf } from './view.ts';

const PROVIDER_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

type Dependencies = Pick<ConsoleDependencies, 'store' | 'watch' | 'now'> & {
  readonly submissions: Submissions;
};

/** The identity providers of a tenant, and adding one. */
export function identityProvidersRoutes({ store, watch, now, submissions }: Dependencies): Hono<ConsoleEnv> {
  const { registry } = store;
  const app = new Hono<ConsoleEnv>();

  app.get('/', async (c) => {
    const { name } = c.get('tenant');
    const providers = await registry.listIdentityProviders(name);
    const keys = await registry.listKeys(name);
    const listed: readonly ListedProvider[] = providers.map((provider) => ({
      provider,
      keys: keys.filter(({ identityProvider }) => identityProvider === provider.name),
      lastArrival: watch.lastArrival,
    }));
    return c.html(providerListPage(viewOf(c, 'providers'), name, listed, now()));
  });

  app.get('/new', requireAdmin, (c) =>
    c.html(
      newProviderPage(viewOf(c, 'providers'), c.get('tenant'), { values: { vendor: 'okta' }, problems: {} }),
    ),
  );

  app.post('/new', async (c) => {
    const { name: tenant } = c.get('tenant');
    const form = await readForm(c);
    const { values, problems, saml } = await readNewProvider(form, await namesOf(c));
    if (Object.keys(problems).length > 0) {
      return c.html(newProviderPage(viewOf(c, 'providers'), c.get('tenant'), { values, problems }), 422);
    }
    return redirectOnce(c, submissions, async () => {
      const provider: IdentityProvider = {
        tenant,
        name: values.name,
        vendor: readVendor(values.vendor) ?? 'generic',
        saml,
        autoProvisioning: false,
        onInactiveDuplicate: 'conflict',
        unknownMembers: 'skip',
        declared: false,
        autoProvisioningDeclared: false,
        createdAt: now(),
      };
      await registry.createIdentityProvider(provider, c.get('actor'));
      return form.text('wizard') === 'yes'
        ? `/start?tenant=${tenant}`
        : `${providerPath(tenant, provider.name)}?done=added`;
    });
  });
  return app;

  async function namesOf(c: Context<ConsoleEnv>): Promise<readonly string[]> {
    const providers = await registry.listIdentityProviders(c.get('tenant').name);
    return providers.map(({ name }) => name);
  }
}

async function readNewProvider(form: Form, taken: readonly string[]) {
  const values = {
    name: form.text('name'),
    vendor: form.text('vendor'),
    metadata: form.text('metadata'),
    wizard: form.text('wizard'),
  };
  const problem = nameProblem(values.name, taken);
  const { saml, problems } = await readMetadata(form);
  return { values, saml, problems: { ...(problem !== undefined && { name: problem }), ...problems } };
}

function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (!PROVIDER_NAME.test(name)) return TEXTS.providers.namePattern;
  return taken.includes(name) ? TEXTS.providers.nameTaken(name) : undefined;
}

/** Reads the SAML metadata of a form: the file, else the pasted text; neither is no problem. */
export async function readMetadata(form: Form): Promise<{
  readonly saml: IdentityProvider['saml'];
  readonly problems: Readonly<Record<string, string>>;
}> {
  const file = await form.file('metadataFile');
  const xml = file ?? form.text('metadata');
  if (xml === '') return { saml: undefined, problems: {} };
  try {
    return { saml: parseSamlMetadata(xml), problems: {} };
  } catch (error) {
    if (!(error instanceof SamlMetadataError)) throw error;
    const field = file === undefined ? 'metadata' : 'metadataFile';
    return { saml: undefined, problems: { [field]: error.message } };
  }
}

export function readVendor(text: string): Vendor | undefined {
  return VENDORS.find((vendor) => vendor === text);
}
