import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CLIENT, openOidcProvider } from '../console/oidc-provider.ts';
import { temporaryDirectory } from './processes.ts';
import { startService } from './service.ts';

test('people sign in to the console through a provider of their own', async () => {
  await using provider = await openOidcProvider();
  using directory = temporaryDirectory();
  const clientSecretFile = join(directory.path, 'client-secret');
  writeFileSync(clientSecretFile, CLIENT.clientSecret);
  provider.behaviour.claims = { groups: ['staff'] };
  const { issuer } = provider;
  const oidc = { issuer, clientId: CLIENT.clientId, clientSecretFile, roles: { viewer: ['staff'] } };
  await using service = await startService({ admin: { oidc } });
  const away = await fetch(`${service.consoleUrl}/login/oidc`, { redirect: 'manual' });
  assert.equal(away.status, 303, await away.text());
  const back = provider.authorize(away.headers.get('location') ?? '');
  const entered = await fetch(back, { headers: { Cookie: cookiesOf(away) } });
  assert.equal(entered.status, 200, await entered.text());
  const page = await fetch(`${service.consoleUrl}/users`, {
    headers: { Cookie: cookiesOf(entered) },
    redirect: 'manual',
  });
  assert.notEqual(cookiesOf(entered), '');
  assert.ok(!(page.headers.get('location') ?? '').includes('login'), 'the session is one');
  await page.text();
});

/** The cookies that a response sets, as a browser sends them. */
function cookiesOf(response: Response): string {
  const set = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '');
  return set.filter((cookie) => !cookie.endsWith('=')).join('; ');
}
