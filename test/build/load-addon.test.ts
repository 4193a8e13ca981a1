import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import Database from 'better-sqlite3';
import { loadAddon } from '../../build/load-addon.ts';
import { installedPackage } from '../../build/project.ts';

const skip =
  process.platform !== 'linux' || 'Deno' in globalThis ? 'for Node on Linux, as in an executable' : false;

function addonBytes(): Uint8Array {
  return readFileSync(`${installedPackage('better-sqlite3')}/prebuilds/linux-${process.arch}.node`);
}

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'cyolo-scim-addon-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('an addon out of memory', { skip }, () => {
  test('serves a database and leaves no file', (t) => {
    const folder = temporaryFolder(t);
    const { addon } = loadAddon(addonBytes(), [folder]);
    const database = new Database(':memory:', { nativeBinding: addon as unknown as string });
    assert.equal(database.prepare('SELECT 6 * 7').pluck().get(), 42);
    assert.deepEqual(readdirSync(folder), []);
  });

  test('goes through the next folder where one does not serve', (t) => {
    const folder = temporaryFolder(t);
    const { addon } = loadAddon(addonBytes(), [join(folder, 'missing'), '/proc', folder]);
    assert.ok('Database' in addon);
  });

  test('names every folder that does not serve', (t) => {
    const folder = temporaryFolder(t);
    const missing = join(folder, 'missing');
    assert.throws(
      () => loadAddon(addonBytes(), [missing, '/proc']),
      ({ message }: Error) => message.includes(missing) && message.includes('/proc: '),
    );
  });
});
