import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildExecutable } from '../../build/executable.ts';
import { TARGETS } from '../../build/targets.ts';

const target = TARGETS.find(({ name }) => name === `${process.platform}-${process.arch}`);
const skip =
  target === undefined || 'Deno' in globalThis ? 'for Node on Linux, where executables are built' : false;

test('two builds of the same sources are the same executable, byte for byte', { skip }, async (t) => {
  assert.ok(target);
  const builds: Record<string, string>[] = [];
  for (const _ of ['first', 'second']) {
    const work = mkdtempSync(join(tmpdir(), 'cyolo-scim-build-'));
    t.after(() => rmSync(work, { recursive: true }));
    const file = join(work, 'cyolo-scim');
    await buildExecutable({ target, version: '1.2.3', work, step: async (_name, action) => action() }, file);
    assert.equal(execFileSync(file, ['--version'], { encoding: 'utf8' }), '1.2.3\n');
    const parts = readdirSync(join(work, 'bundle')).map((name) => join(work, 'bundle', name));
    builds.push(Object.fromEntries([...parts, file].map((part) => [part.slice(work.length), digest(part)])));
  }
  assert.deepEqual(builds[0], builds[1]);
});

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
