import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CLIENT, openOidcProvider } from '../console/oidc-provider.ts';
import { cyoloScim } from '../program.ts';
import { freePort, start, temporaryDirectory } from './processes.ts';

test('people sign in to the console through a provider of their own', async () => {
  await using provider = await openOidcProvider();
  using directory = temporaryDirectory();
  const inDirectory = (name: string) => join(directory.path, name);
  const [port, adminPort] = [await freePort(), await freePort()];
  const consoleUrl = `http://127.0.0.1:${adminPort}`;
  const secretFile = inDirectory('client-secret');
  writeFileSync(secretFile, CLIENT.clientSecret);
  const oidc = {
    issuer: provider.issuer,
    clientId: CLIENT.clientId,
    clientSecretFile: secretFile,
    roles: { viewer: ['staff'] },
  };
  const config = inDirectory('config.yaml');
  // JSON is YAML.
  const text = JSON.stringify({
    server: { listen: `127.0.0.1:${port}` },
    admin: { listen: `127.0.0.1:${adminPort}`, oidc },
    database: { url: `sqlite:${inDirectory('cyolo-scim.db')}` },
    backup: { directory: inDirectory('backups') },
  });
  writeFileSync(config, text);
  provider.behaviour.claims = { groups: ['staff'] };
  const server = start(cyoloScim('serve', '--config', config));
  try {
    await server.match(/serving/);
    const away = await fetch(`${consoleUrl}/login/oidc`, { redirect: 'manual' });
    assert.equal(away.status, 303, await away.text());
    const back = provider.authorize(away.headers.get('location') ?? '');
    const entered = await fetch(back, { headers: { Cookie: cookiesOf(away) } });
    assert.equal(entered.status, 200, await entered.text());
    const page = await fetch(`${consoleUrl}/users`, {
      headers: { Cookie: cookiesOf(entered) },
      redirect: 'manual',
    });
    assert.notEqual(cookiesOf(entered), '');
    assert.ok(!(page.headers.get('location') ?? '').includes('login'), 'the session is one');
    await page.text();
  } finally {
    await server.kill('SIGTERM');
  }
});

/** The cookies that a response sets, as a browser sends them. */
function cookiesOf(response: Response): string {
  const set = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '');
  return set.filter((cookie) => !cookie.endsWith('=')).join('; ');
}
