import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, temporaryDirectory } from './processes.ts';

test('a wrong configuration is answered with all its problems, and nothing starts', async () => {
  using directory = temporaryDirectory();
  const config = join(directory.path, 'config.yaml');
  const database = join(directory.path, 'cyolo-scim.db');
  writeFileSync(
    config,
    `
server: { listen: "nowhere", publicUrl: "https://under_score.example.com" }
database: { url: "sqlite:${database}" }
limits: { bodyBytes: "4 bananas", maxPageSize: 50 }
logg: { level: info }
tenants: [{ name: "Not A Name" }]
`,
  );
  for (const command of [['serve'], ['config', 'check']]) {
    const { code, stdout, stderr } = await run(...command, '--config', config);
    assert.equal(code, 2, stderr);
    const problems = `${stdout}\n${stderr}`;
    for (const [path, value] of [
      ['server.listen', 'nowhere'],
      ['server.publicUrl', 'under_score'],
      ['limits.bodyBytes', '4 bananas'],
      ['limits.maxPageSize', '50'],
      ['logg', 'log'],
      ['tenants[0].name', 'Not A Name'],
    ] as const) {
      const line = problems.split('\n').find((each) => each.includes(path));
      assert.ok(line?.includes(value), `${command.join(' ')} names ${path} with ${value}: ${problems}`);
    }
  }
  assert.equal(existsSync(database), false);
});
