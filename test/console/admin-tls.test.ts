import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { test } from 'node:test';
import { pino } from 'pino';
import { parseConfig } from '../../src/config/load.ts';
import { digestSecret } from '../../src/keys/digest.ts';
import { BUILT_IN_RESOURCE_TYPES } from '../../src/scim/resource-types.ts';
import { startServer } from '../../src/server.ts';
import { openStore } from '../../src/store/open.ts';
import { freePort, temporaryDirectory } from '../e2e/processes.ts';

const skip = spawnSync('openssl', ['version']).status === 0 ? false : 'there is no openssl';

test('the console speaks TLS where it is told to, with a cookie for TLS alone', { skip }, async () => {
  using directory = temporaryDirectory();
  const [certificateFile, keyFile] = [`${directory.path}/tls.crt`, `${directory.path}/tls.key`];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const files = ['-keyout', keyFile, '-out', certificateFile];
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, ...files], { stdio: 'ignore' });
  const port = await freePort();
  const config = parseConfig(
    {
      server: { listen: '127.0.0.1:0' },
      admin: { listen: `0.0.0.0:${port}`, tls: { certificateFile, keyFile } },
      database: { url: `sqlite:${directory.path}/cyolo-scim.db` },
      backup: { directory: `${directory.path}/backups` },
    },
    { env: {}, directory: directory.path },
  );
  await using server = await startServer(config, { log: pino({ level: 'silent' }) });
  assert.equal(server.urls.admin, `https://0.0.0.0:${port}`);
  await using store = await openStore(config.database.url, {
    resourceTypes: BUILT_IN_RESOURCE_TYPES,
    now: Date.now,
  });
  const login = { name: 'ada', role: 'admin', expiresAt: Date.now() + 60_000 } as const;
  await store.sessions.createLogin(digestSecret('link'), login);
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const sent = request(`https://127.0.0.1:${port}/login`, {
    method: 'POST',
    headers,
    rejectUnauthorized: false,
    agent: false,
  }).end('token=link');
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  assert.equal(answer.statusCode, 303);
  assert.match(answer.headers['set-cookie']?.join() ?? '', /; HttpOnly; Secure; SameSite=Strict/);
});
