/**
 * Writes V8's code cache of a bundle, with all code in it that a start needs: it starts the server and asks it once
 * both listeners listen. Whatever could make one cache differ from another is taken out: time does not pass, and V8 does
 * not scatter its hash tables (--random-seed) or note which functions it compiles in the background, or again and better.
 * Usage: node --random-seed=1 code-cache.ts FOLDER
 */
import { subscribe } from 'node:diagnostics_channel';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { mock } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { CODE_CACHE, PROGRAM, runProgram } from './program.ts';

/** What V8 notes of its compilers beside the code. */
const NOTED = ['sparkplug', 'profile-guided-optimization'];
const KEY = `cyk_${'0'.repeat(20)}`;

const [folder] = process.argv.splice(2);
const data = mkdtempSync(`${folder}/serve-`);
const config = `${data}/config.yaml`;
writeFileSync(
  config,
  `
server: { listen: "127.0.0.1:0" }
admin: { listen: "127.0.0.1:0" }
database: { url: "sqlite:${data}/cyolo-scim.db" }
backup: { directory: "${data}" }
tenants:
  - name: acme
    identityProviders:
      - name: okta
        vendor: okta
        autoProvisioning: true
        keys:
          - { key: ${KEY}, secretHash: "sha256:${'0'.repeat(64)}" }
`,
);
process.argv.push('serve', '--config', config);
mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
for (const flag of NOTED) setFlagsFromString(`--no-${flag}`);
const script = runProgram({
  source: readFileSync(`${folder}/${PROGRAM}`, 'utf8'),
  codeCache: undefined,
  embedded: (name) => readFileSync(`${folder}/${name}`),
});

let listeners = 0;
subscribe('tracing:net.server.listen:asyncEnd', (message) => {
  listeners += 1;
  if (listeners < 2) return;
  const { server } = message as { readonly server: Server };
  const { port } = server.address() as AddressInfo;
  get({ host: '127.0.0.1', port, path: '/readyz' }, (answer) => {
    answer.resume().on('end', writeCache);
  });
});

function writeCache(): void {
  // A cache is taken only by a V8 with the flags that it was made with.
  for (const flag of NOTED) setFlagsFromString(`--${flag}`);
  writeFileSync(`${folder}/${CODE_CACHE}`, script.createCachedData());
  rmSync(data, { recursive: true });
  process.exit();
}
