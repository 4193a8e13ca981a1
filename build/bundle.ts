import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { arch, execPath, platform } from 'node:process';
import { type BuildOptions, build } from 'esbuild';
import { AT_ONCE, LAZILY, NO_HTTP2, ONLY_NEEDED, ownVersion } from './plugins.ts';
import { ADDON, BACKUP_WORKER, CHECKPOINT_WORKER, CODE_CACHE, PROGRAM, WRAPPER } from './program.ts';
import { ROOT } from './project.ts';
import type { Target } from './targets.ts';

/** The files that pkg makes an executable of. */
export interface Bundle {
  /** What runs first: launcher.ts. */
  readonly launcher: string;
  /** What is embedded, by its name. */
  readonly assets: Readonly<Record<string, string>>;
  /** The npm packages that have code inside. */
  readonly packages: readonly string[];
}

/** Has the classes of fetch-classes.ts taken for the global ones, and Hono's server put its own in their place. */
const FETCH_CLASSES = {
  inject: ['build/fetch-classes.ts'],
  define: {
    global: 'fetchClasses',
    'globalThis.Headers': 'fetchClasses.Headers',
    // Hono's server has a WebSocket helper, for which it then makes an event class of its own.
    'globalThis.CloseEvent': 'undefined',
    Headers: 'fetchClasses.Headers',
    Request: 'fetchClasses.Request',
    Response: 'fetchClasses.Response',
  },
} as const satisfies BuildOptions;

const PLUGINS = [ONLY_NEEDED, NO_HTTP2, AT_ONCE];

/** Only whitespace and syntax are made smaller, and lines stay short: the journal shows readable stack traces. */
const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 200,
  legalComments: 'none',
  supported: { 'dynamic-import': false },
  // Its modules for browsers are no CommonJS, and so what nobody calls is left out.
  alias: { yaml: `${ROOT}node_modules/yaml/browser/index.js` },
  define: { 'import.meta.url': '"file:///cyolo-scim"' },
  plugins: PLUGINS,
  logLevel: 'warning',
  metafile: true,
  write: false,
} as const satisfies BuildOptions;

/**
 * Bundles the program with what it embeds.
 * @param folder where to write the files
 * @param version what `cyolo-scim --version` says
 */
export async function bundleProgram(target: Target, folder: string, version: string): Promise<Bundle> {
  mkdirSync(folder, { recursive: true });
  const packages = new Set<string>();
  const bundle = async (entry: string, name: string, options: BuildOptions = {}): Promise<string> => {
    const { metafile, outputFiles } = await build({
      ...OPTIONS,
      ...options,
      entryPoints: [entry],
      outfile: name,
    });
    for (const input of Object.keys(metafile?.inputs ?? {})) {
      const [, packageName] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
      if (packageName !== undefined) packages.add(packageName);
    }
    const file = `${folder}/${name}`;
    for (const output of outputFiles ?? []) writeFileSync(file, output.contents);
    return file;
  };

  const launcher = await bundle('build/launcher.ts', 'launcher.cjs');
  const program = await bundle('build/entry.ts', PROGRAM, {
    banner: { js: WRAPPER.head },
    footer: { js: WRAPPER.foot },
    plugins: [...PLUGINS, LAZILY, ownVersion(version)],
    inject: FETCH_CLASSES.inject,
    define: { ...OPTIONS.define, ...FETCH_CLASSES.define },
  });
  const addon = `${folder}/${ADDON}`;
  copyFileSync(`${ROOT}node_modules/better-sqlite3/prebuilds/${target.name}.node`, addon);
  const assets = {
    [PROGRAM]: program,
    [ADDON]: addon,
    [CHECKPOINT_WORKER]: await bundle('build/checkpoint-worker.ts', CHECKPOINT_WORKER),
    [BACKUP_WORKER]: await bundle('build/backup-worker.ts', BACKUP_WORKER),
  };
  return {
    launcher,
    assets: { ...assets, ...codeCache(target, folder) },
    packages: [...packages].sort(),
  };
}

/** V8 takes a code cache only from its like, so there is one for the build's own platform. */
function codeCache(target: Target, folder: string): Record<string, string> {
  if (target.arch !== arch || platform !== 'linux') return {};
  execFileSync(execPath, ['--random-seed=1', `${ROOT}build/code-cache.ts`, folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // A setting in the environment would be one of the cache.
    env: {},
    timeout: 60_000,
  });
  return { [CODE_CACHE]: `${folder}/${CODE_CACHE}` };
}
