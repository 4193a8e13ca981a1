import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../src/', import.meta.url));

/** What each part of the house may import: other parts, and packages (`node:*` is every built-in module). */
const MAP: Readonly<
  Record<string, { readonly parts: readonly string[]; readonly packages: readonly string[] }>
> = {
  'main.ts': { parts: ['cli'], packages: [] },
  'server.ts': {
    parts: [
      'admin',
      'background',
      'config',
      'directory',
      'gateway',
      'console',
      'http',
      'keys',
      'scim',
      'store',
      'store/port',
      'telemetry',
      'application.ts',
      'listener.ts',
      'tls-files.ts',
      'in-turn.ts',
    ],
    packages: ['node:crypto', 'hono', 'pino'],
  },
  'application.ts': {
    parts: ['config', 'console', 'directory', 'gateway', 'http', 'keys', 'scim', 'store/port', 'telemetry'],
    packages: ['node:crypto', 'pino'],
  },
  'listener.ts': { parts: ['bound-connections.ts'], packages: ['@hono/node-server', 'node:*'] },
  'bound-connections.ts': { parts: [], packages: ['node:net'] },
  'tls-files.ts': { parts: ['listener.ts'], packages: ['node:fs', 'pino'] },
  'in-turn.ts': { parts: [], packages: [] },
  'systemd-notify.ts': { parts: [], packages: ['node:*'] },
  scim: { parts: [], packages: [] },
  selftest: { parts: ['scim'], packages: [] },
  directory: { parts: ['scim'], packages: ['node:crypto', '@xmldom/xmldom'] },
  'store/port': { parts: ['scim', 'directory'], packages: [] },
  store: {
    parts: ['store/port', 'scim', 'directory'],
    packages: ['better-sqlite3', 'drizzle-orm', 'node:*'],
  },
  keys: { parts: ['directory', 'store/port'], packages: ['node:crypto', 'node:zlib'] },
  config: { parts: ['scim', 'directory', 'keys', 'store/port'], packages: ['zod', 'yaml', 'node:*'] },
  telemetry: { parts: [], packages: ['pino', 'node:*'] },
  http: {
    parts: ['scim', 'directory', 'store/port', 'keys', 'telemetry'],
    packages: ['hono', 'pino', 'node:crypto', 'node:net'],
  },
  gateway: {
    parts: ['scim', 'directory', 'store/port', 'keys', 'http'],
    packages: ['hono', 'pino', 'node:*'],
  },
  admin: {
    parts: ['config', 'directory', 'scim', 'store/port'],
    packages: ['node:*'],
  },
  background: {
    parts: ['admin', 'config', 'directory', 'store', 'store/port', 'telemetry'],
    packages: ['pino', 'node:timers/promises'],
  },
  console: {
    parts: ['admin', 'directory', 'http', 'keys', 'scim', 'store/port'],
    packages: ['hono', 'pino', 'openid-client', 'node:crypto'],
  },
  cli: {
    parts: [
      'admin',
      'config',
      'directory',
      'keys',
      'scim',
      'selftest',
      'server.ts',
      'store',
      'store/port',
      'telemetry',
      'systemd-notify.ts',
    ],
    packages: ['commander', 'yaml', 'node:*'],
  },
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

/** `store/sqlite/tables.ts` → `store`; a file of the root is a part of its own. */
function partOf(file: string): string {
  const path = file.replaceAll('\\', '/');
  if (path === 'store/port.ts') return 'store/port';
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  const specifiers = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return Array.from(specifiers, ([, specifier = '']) => ({ from: file, to: specifier }));
}

const imports = files.flatMap(importsOf);
const inside = imports
  .filter(({ to }) => to.startsWith('.') && to.endsWith('.ts'))
  .map(({ from, to }) => ({
    from,
    to: relative(SOURCE, join(SOURCE, posix.join(dirname(from), to))).replaceAll('\\', '/'),
  }));
const outside = imports.filter(({ to }) => !to.startsWith('.'));

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

describe('the map of the house', () => {
  test('names every part that exists', () => {
    assert.ok(files.length > 20, 'the sources were found');
    assert.deepEqual(
      [...new Set(files.map(partOf))].filter((part) => !(part in MAP)),
      [],
    );
  });

  test('allows every import between parts', () => {
    const broken = inside.filter(({ from, to }) => {
      const [importer, imported] = [partOf(from), partOf(to)];
      return importer !== imported && !MAP[importer]?.parts.includes(imported);
    });
    assert.deepEqual(broken, []);
  });

  test('allows every package', () => {
    const broken = outside.filter(({ from, to }) => {
      const allowed = MAP[partOf(from)]?.packages ?? [];
      return !allowed.includes(packageOf(to)) && !(to.startsWith('node:') && allowed.includes('node:*'));
    });
    assert.deepEqual(broken, []);
  });

  test('has no circle of files', () => {
    const next = Map.groupBy(inside, ({ from }) => from.replaceAll('\\', '/'));
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      assert.ok(!path.includes(file), `circle: ${[...path, file].join(' → ')}`);
      if (done.has(file)) return;
      for (const { to } of next.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file.replaceAll('\\', '/'), []);
  });
});
