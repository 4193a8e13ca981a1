import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createSite, type Site } from './run-cli.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
// Deno listens with whatever it is given, and does not end.
const skip = hasOpenssl && !('Deno' in globalThis) ? false : 'needs openssl, and Node';

/** A site that serves HTTPS with `tls.crt` and `tls.key`, which are a pair; beside them files that are of no use. */
function createTlsSite(t: TestContext): Site {
  const site = createSite(t);
  const openssl = (...argv: readonly string[]) =>
    void execFileSync('openssl', argv, { cwd: site.directory, stdio: 'ignore' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-subj', '/CN=x'];
  openssl('req', '-x509', ...newKey, '-nodes', '-keyout', 'tls.key', '-out', 'tls.crt');
  openssl('req', '-x509', ...newKey, '-passout', 'pass:x', '-keyout', 'encrypted.key', '-out', 'other.crt');
  openssl('x509', '-in', 'tls.crt', '-outform', 'der', '-out', 'der.crt');
  return site;
}

/** Has the configuration name those files. */
function serveWith({ directory, configPath }: Site, certificateFile: string, keyFile: string): void {
  writeFileSync(
    configPath,
    `server: { listen: "127.0.0.1:0", tls: { certificateFile: ${certificateFile}, keyFile: ${keyFile} } }
admin: { listen: "127.0.0.1:0" }
database: { url: "sqlite:scim.db" }
backup: { directory: ${JSON.stringify(join(directory, 'backups'))} }
log: { level: silent }
`,
  );
}

test('a certificate that cannot be served is told by config check and serve, and hinders nothing else', {
  skip,
}, async (t) => {
  const site = createTlsSite(t);
  for (const [certificate, key, problem] of [
    ['der.crt', 'tls.key', /^cyolo-scim: server\.tls\.certificateFile = .*: .*no certificate in PEM/],
    ['config.yaml', 'tls.key', /certificateFile = .*: .*no certificate in PEM/],
    ['tls.crt', 'tls.crt', /^cyolo-scim: server\.tls\.keyFile = .*: .*no private key in PEM/],
    ['tls.crt', 'encrypted.key', /keyFile = .*: .*without a passphrase/],
    ['other.crt', 'tls.key', /keyFile = .*: .*does not belong to certificateFile/],
  ] as const) {
    serveWith(site, certificate, key);
    const check = await site.run('config', 'check');
    assert.equal(check.exitCode, 2);
    assert.match(check.stderr, problem);
    const serve = await site.run('serve');
    assert.equal(serve.exitCode, 1);
    assert.match(serve.stderr, /^cyolo-scim: The certificate of a listener, .*config check says why\.\n$/);
    assert.equal((await site.run('tenant', 'list')).exitCode, 0);
  }
  // What systemd hands over to the service alone cannot be looked at.
  for (const [certificate, key] of [
    ['tls.crt', 'tls.key'],
    ['"credential:tls.crt"', '"credential:tls.key"'],
    ['tls.crt', '"credential:tls.key"'],
  ] as const) {
    serveWith(site, certificate, key);
    assert.equal((await site.run('config', 'check')).exitCode, 0, `${certificate}, ${key}`);
  }
});
