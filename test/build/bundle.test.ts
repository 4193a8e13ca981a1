import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Bundle, bundleProgram } from '../../build/bundle.ts';
import { type Component, componentsOf, presentNotices } from '../../build/notices.ts';
import { PROGRAM } from '../../build/program.ts';
import { installedPackage, MANIFEST, ROOT } from '../../build/project.ts';
import { presentSbom } from '../../build/sbom.ts';
import { TARGETS } from '../../build/targets.ts';

const target = TARGETS.find(({ name }) => name === `${process.platform}-${process.arch}`);
const skip =
  target === undefined || 'Deno' in globalThis ? 'for Node on Linux, where executables are built' : false;

describe('a bundle', { skip }, () => {
  let folder: string;
  let bundle: Bundle;
  let components: readonly Component[];

  before(async () => {
    assert.ok(target);
    folder = mkdtempSync(join(tmpdir(), 'cyolo-scim-bundle-'));
    bundle = await bundleProgram(target, folder, MANIFEST.version);
    const name = `node-${target.name}`;
    const node = { name, version: '24.0.0', folder: installedPackage(name) ?? '', executable: '' };
    components = componentsOf(node, bundle.packages);
  });

  after(() => rmSync(folder, { recursive: true }));

  test("requires nothing but Node's own modules", () => {
    for (const script of [bundle.launcher, ...Object.values(bundle.assets)]) {
      if (!script.endsWith('.cjs')) continue;
      const required = readFileSync(script, 'utf8').matchAll(/\b(?:require|import)\("([^"]+)"\)/g);
      assert.deepEqual(
        Array.from(required, ([, name = '']) => name).filter((name) => !isBuiltin(name)),
        [],
      );
    }
  });

  test('is all ASCII, as which it is read', () => {
    assert.match(readFileSync(bundle.assets[PROGRAM] ?? '', 'utf8'), /^\p{ASCII}+$/u);
  });

  test('has every thread that the sources start from a file', () => {
    const sources = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' });
    const text = sources
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(`${ROOT}src/${file}`, 'utf8'))
      .join('\n');
    const threads = Array.from(
      text.matchAll(/new URL\('\.\/([\w-]+)\.ts', import\.meta\.url\)/g),
      ([, name]) => name,
    );
    assert.ok(threads.length > 0);
    assert.deepEqual(
      threads.filter((name) => !(`${name}.cjs` in bundle.assets)),
      [],
    );
  });

  test("becomes ready without Node's HTTP client, which takes long to load", () => {
    const script = fileURLToPath(new URL('serve-bundle.ts', import.meta.url));
    const output = execFileSync(process.execPath, [script, folder], { encoding: 'utf8', timeout: 60_000 });
    assert.deepEqual(JSON.parse(output), { statusCode: 200, read: [] });
  });

  test('knows every package that it contains', () => {
    for (const name of ['hono', 'better-sqlite3', 'commander', 'pino', 'yaml', 'zod', 'drizzle-orm']) {
      assert.ok(bundle.packages.includes(name), name);
    }
    assert.ok(!bundle.packages.includes('esbuild'));
  });

  test('comes with the licence of everything in it', () => {
    const notices = presentNotices(components);
    for (const { name, version, license, licenseText } of components) {
      assert.ok(licenseText.length > 20, name);
      assert.ok(notices.includes(`${name} ${version} (${license})`), name);
    }
    assert.match(notices, /Copyright Node\.js contributors/);
  });

  test('has a bill of materials that lists it, dated by the sources', () => {
    const text = presentSbom(components, '1.2.3', 1_700_000_000);
    const sbom = JSON.parse(text);
    assert.equal(sbom.bomFormat, 'CycloneDX');
    assert.match(
      sbom.serialNumber,
      /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
    assert.equal(sbom.metadata.timestamp, '2023-11-14T22:13:20.000Z');
    assert.equal(sbom.components.length, bundle.packages.length + 2);
    const hono = sbom.components.find(({ name }: { name: string }) => name === 'hono');
    assert.match(hono.purl, /^pkg:npm\/hono@\d/);
    assert.match(hono.hashes[0].content, /^[\da-f]{128}$/);
    assert.equal(presentSbom(components, '1.2.3', 1_700_000_000), text);
    assert.notEqual(
      JSON.parse(presentSbom(components, '1.2.4', 1_700_000_000)).serialNumber,
      sbom.serialNumber,
    );
  });
});
