import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createSite, runCli, type Site } from './run-cli.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const SECTION = /^## Ten commands$(?<text>.*?)^## /ms;
const SESSION = /^```\n\$ cyolo-scim (?<line>.*)\n(?<output>(?:.*\n)*?)```$/gm;

/** The commands of the section, each with what it prints. */
function sessions(): readonly { readonly line: string; readonly output: string }[] {
  const text = SECTION.exec(README)?.groups?.['text'] ?? '';
  return Array.from(text.matchAll(SESSION), ({ groups }) => ({
    line: groups?.['line'] ?? '',
    output: groups?.['output'] ?? '',
  }));
}

/** What differs from run to run, each time the same. */
const VARIABLES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\b20\d\d-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  [/\b20\d\d-\d\d-\d\d \d\d:\d\d(:\d\d)?Z/g, 'TIME'],
  [/\b20\d{6}T\d{9}Z/g, 'STAMP'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'ID'],
  [/\bcyk_\w{20}/g, 'KEY'],
  [/\bcys_(\w{49}|…)/g, 'SECRET'],
  [/\bcli:\w+/g, 'cli:USER'],
  [/[\d.]+ GiB are free/g, 'GIB are free'],
  [/\d+\.\d s\b/g, 'SECONDS'],
  [/ {2,}/g, '  '],
];

/** What somebody reads of a session, save for the state of the network. */
function essence(text: string): readonly string[] {
  const plain = VARIABLES.reduce((rest, [pattern, name]) => rest.replaceAll(pattern, name), text);
  return plain.split('\n').filter((line) => !/ public URL |checks are bad/.test(line));
}

/** The installation of which the README tells, and the time when its user was still active. */
async function createInstallation(
  t: TestContext,
): Promise<{ readonly site: Site; readonly activeAt: string }> {
  const site = createSite(t);
  chmodSync(site.directory, 0o700);
  writeFileSync(
    site.configPath,
    `server: { publicUrl: "https://gateway.example.com" }
database: { url: "sqlite:cyolo-scim.db" }
backup: { directory: backups }
`,
  );
  await site.json('tenant', 'add', 'acme');
  await site.json('idp', 'add', 'okta', '--vendor', 'okta');
  await site.json('idp', 'enable', 'okta');
  const users = join(site.directory, 'users.csv');
  writeFileSync(users, 'userName,title,email\nada@example.com,Countess,ada@example.com\n');
  await site.json('user', 'import', users);
  await site.json('backup', 'create');
  const [created] = await site.json<{ at: string }[]>('event', 'list', '--user', 'ada@example.com');
  return { site, activeAt: created?.at ?? '' };
}

test('the ten commands of the README print what it says', async (t) => {
  const { site, activeAt } = await createInstallation(t);
  assert.equal(sessions().length, 10);
  for (const { line, output } of sessions()) {
    const backups = await site.json<{ file: string }[]>('backup', 'list');
    const argv = line
      .replace(/--at \S+/, `--at ${activeAt}`)
      .replace(/\/var\S*\.db/, backups.at(-1)?.file ?? '')
      .split(' ');
    const { stdout, stderr } = await runCli(argv, { env: { CYOLO_SCIM_CONFIG: site.configPath } });
    const printed = `${stdout}${stderr}`
      .replaceAll(site.configPath, '/etc/cyolo-scim/config.yaml')
      .replaceAll(site.directory, '/var/lib/cyolo-scim');
    assert.deepEqual(essence(printed), essence(output), line);
  }
});
