/** Serves a bundle until it is ready, and prints which of the globals that bring Node's HTTP client were read. Usage: serve-bundle.ts FOLDER */
import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { PROGRAM, runProgram } from '../../build/program.ts';

const HEAVY = [
  'Request',
  'Response',
  'Headers',
  'FormData',
  'WebSocket',
  'EventSource',
  'MessageEvent',
  'CloseEvent',
];
const read: string[] = [];
for (const name of HEAVY) {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      read.push(name);
      return class {};
    },
  });
}

const [folder = ''] = process.argv.splice(2);
const socket = `${folder}/scim.sock`;
writeFileSync(
  `${folder}/config.yaml`,
  JSON.stringify({
    server: { listen: `unix:${socket}` },
    admin: { listen: `unix:${folder}/admin.sock` },
    database: { url: `sqlite:${folder}/cyolo-scim.db` },
    backup: { directory: folder },
    log: { level: 'silent' },
  }),
);
process.argv.push('serve', '--config', `${folder}/config.yaml`);
runProgram({
  source: readFileSync(`${folder}/${PROGRAM}`, 'utf8'),
  codeCache: undefined,
  embedded: (name) => readFileSync(`${folder}/${name}`),
});
ask();

function ask(): void {
  get({ socketPath: socket, path: '/readyz', headers: { Host: 'localhost' } }, ({ statusCode }) => {
    console.log(JSON.stringify({ statusCode, read }));
    process.exit();
  }).on('error', () => setTimeout(ask, 20));
}
