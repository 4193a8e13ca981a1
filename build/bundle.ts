import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { arch, execPath, platform } from 'node:process';
import { type BuildOptions, build, type Plugin } from 'esbuild';
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

/** zod brings its messages in fifty languages, half of the whole bundle; the program speaks one. */
const ONE_LANGUAGE: Plugin = {
  name: 'one-language',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
    }));
  },
};

/** The entities of HTML are two thirds of what xmldom takes to load; SAML metadata is XML. */
const NO_HTML: Plugin = {
  name: 'no-html',
  setup({ onLoad }) {
    onLoad({ filter: /xmldom\/lib\/entities\.js$/ }, () => ({
      contents: `exports.XML_ENTITIES = exports.HTML_ENTITIES = { amp: '&', apos: "'", gt: '>', lt: '<', quot: '"' };`,
    }));
  },
};

/** Hono's server can speak HTTP/2, which this program does not offer, and which takes long to load. */
const NO_HTTP2: Plugin = {
  name: 'no-http2',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(?:node:)?http2$/ }, () => ({ path: 'http2', namespace: 'absent' }));
    onLoad({ filter: /./, namespace: 'absent' }, () => ({
      contents: 'export class Http2ServerRequest {} export const constants = {};',
    }));
  },
};

/** Modules of Node's that a start does without: their functions load them when they are called. */
const LAZILY: Plugin = {
  name: 'lazily',
  setup({ onLoad, onResolve }) {
    const filter =
      /^(?:node:)?(?:child_process|dns\/promises|https|readline(?:\/promises)?|worker_threads|zlib)$/;
    onResolve({ filter }, ({ path, namespace }) =>
      namespace === 'lazily' ? undefined : { path, namespace: 'lazily' },
    );
    onLoad({ filter, namespace: 'lazily' }, async ({ path }) => {
      const { default: values } = (await import(path)) as { readonly default: object };
      const functions = Object.keys(values).filter((name) => typeof Reflect.get(values, name) === 'function');
      const contents = functions.map(
        (name) => `export function ${name}(...args) {
          const { ${name}: real } = require('${path}');
          return new.target ? Reflect.construct(real, args) : real(...args);
        }`,
      );
      // The logger asks for it.
      if (path.endsWith('worker_threads')) contents.push('export const isMainThread = true;');
      return { contents: [...contents, `export default { ${functions} };`].join('\n') };
    });
  },
};

/** Of package.json the program needs no more than the version. */
function ownVersion(version: string): Plugin {
  return {
    name: 'own-version',
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`^${RegExp.escape(ROOT)}package\\.json$`) }, () => ({
        contents: JSON.stringify({ version }),
        loader: 'json',
      }));
    },
  };
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

const PLUGINS = [ONE_LANGUAGE, NO_HTML, NO_HTTP2];

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
