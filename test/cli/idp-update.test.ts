import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createSite, runCli, type Site } from './run-cli.ts';

const SAML = fileURLToPath(new URL('../directory/saml/', import.meta.url));
const OKTA = `${SAML}okta-metadata.xml`;
const SEVERAL_KEYS = `${SAML}several-keys.xml`;

async function createOkta(t: TestContext): Promise<Site> {
  const site = createSite(t);
  await site.json('tenant', 'add', 'acme');
  const { stdout } = await site.run('idp', 'add', 'okta', '--metadata', OKTA);
  assert.match(stdout, /^SAML certificates +.*, until \d{4}-/m);
  return site;
}

describe('idp update', () => {
  test('replaces the SAML facts and leaves the rest, with an event', async (t) => {
    const site = await createOkta(t);
    await site.json('idp', 'enable', 'okta');
    const before = await site.json<{ saml: { entityId: string } }>('idp', 'show', 'okta');
    const { exitCode, stdout, stderr } = await site.run('idp', 'update', 'okta', '--metadata', SEVERAL_KEYS);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^SAML certificates +.*, until \d{4}-/m);
    assert.match(stderr, /The entity was .* before: is this the same provider\?/);
    const after = await site.json<typeof before>('idp', 'show', 'okta');
    assert.notEqual(after.saml.entityId, before.saml.entityId);
    assert.partialDeepStrictEqual(after, { autoProvisioning: true, vendor: 'generic' });
    const [event] = await site.json<object[]>('event', 'list', '--limit', '1');
    assert.partialDeepStrictEqual(event, { action: 'update', changes: [{ attribute: 'saml' }] });
  });

  test('says when the metadata brings no new certificate', async (t) => {
    const site = await createOkta(t);
    const { exitCode, stderr } = await site.run('idp', 'update', 'okta', '--metadata', OKTA);
    assert.equal(exitCode, 0);
    assert.match(stderr, /no new certificate/);
  });

  test('sets what is named only, and wants something named', async (t) => {
    const site = await createOkta(t);
    await site.json('idp', 'update', 'okta', '--vendor', 'okta', '--unknown-members', 'reject');
    await site.json('idp', 'update', 'okta', '--on-inactive-duplicate', 'restore');
    assert.partialDeepStrictEqual(await site.json('idp', 'show', 'okta'), {
      vendor: 'okta',
      unknownMembers: 'reject',
      onInactiveDuplicate: 'restore',
      saml: {},
    });
    assert.equal((await site.run('idp', 'update', 'okta')).exitCode, 2);
    assert.equal((await site.run('idp', 'update', 'nobody', '--vendor', 'okta')).exitCode, 1);
  });

  test('and add read the metadata from standard input', async (t) => {
    const site = await createOkta(t);
    const input = readFileSync(SEVERAL_KEYS, 'utf8');
    for (const argv of [
      ['idp', 'update', 'okta', '--metadata', '-'],
      ['idp', 'add', 'other', '--metadata', '-'],
    ]) {
      const { exitCode, stdout, stderr } = await runCli([...argv, '--json', '--config', site.configPath], {
        input,
      });
      assert.equal(exitCode, 0, stderr);
      assert.ok(JSON.parse(stdout).saml.certificates.length > 0);
    }
    const empty = ['idp', 'update', 'okta', '--metadata', '-', '--config', site.configPath];
    const { exitCode, stderr } = await runCli(empty, { input: '' });
    assert.equal(exitCode, 1);
    assert.match(stderr, /metadata is/);
  });
});
