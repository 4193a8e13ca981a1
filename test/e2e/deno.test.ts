import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../build/project.ts';
import { at } from '../../src/selftest/scim-client.ts';
import { createOktaClient } from '../clients/okta/okta-client.ts';
import { freePort, start } from './processes.ts';

const { CYOLO_SCIM_BINARY } = process.env;
const skip = CYOLO_SCIM_BINARY === undefined ? false : 'tries the sources';

test('the quickstart runs on Deno with the least permissions', { skip, timeout: 60_000 }, async (t) => {
  // Its permissions end at this directory.
  const data = join('data', `test-${randomUUID()}`);
  t.after(() => rmSync(join(ROOT, data), { recursive: true }));
  const port = String(await freePort());
  await using deno = start(['npm', 'run', '--silent', 'deno:start', '--', '--data', data, '--port', port]);
  const [, baseUrl = ''] = await deno.match(/SCIM URL\s+(\S+)/);
  const [, username = ''] = await deno.match(/Key\s+(cyk_\w{20})\s/);
  const [, password = ''] = await deno.match(/Secret\s+(cys_\w{49})\s/);
  const okta = createOktaClient({ baseUrl, username, password, dialect: 'oin', spaces: '%20', fetch });

  await okta.testCredentials({ importGroups: true });
  const user = { id: '00u1', userName: 'ada@example.com', givenName: 'Ada', familyName: 'Lovelace' };
  const id = String(at(await okta.assign(user), 'id'));
  await okta.pushGroup('Engineering', [{ value: id, display: user.userName }]);
  assert.equal(at(await okta.deactivate(id), 'active'), false);

  await deno.kill('SIGINT');
  assert.doesNotMatch((await deno.ended()).stderr, /NotCapable|Requires \w+ access/);
});
