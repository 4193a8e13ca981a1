import { readFileSync } from 'node:fs';
import { argv, exit, stderr, stdout } from 'node:process';
import { createGateway } from './gateway.ts';

/** Signs subjects in, and tells whose session ends: `main.ts URL SECRET-FILE SUBJECT…`. */
const [url, secretFile, ...subjects] = argv.slice(2);
if (url === undefined || secretFile === undefined) {
  stderr.write('Usage: main.ts https://gateway.example.com/gateway/v1/acme SECRET-FILE SUBJECT…\n');
  exit(2);
}

const gateway = createGateway({
  url,
  authorization: `Bearer ${readFileSync(secretFile, 'utf8').trim()}`,
  onEnd: ({ subject }, reason) => stdout.write(`${subject} is out: ${reason}\n`),
});
void gateway.follow(new AbortController().signal);
for (const subject of subjects) {
  try {
    const { groups } = await gateway.signIn(subject);
    stdout.write(`${subject} is in, with the groups ${groups.join(', ') || '–'}\n`);
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : error}\n`);
  }
}
