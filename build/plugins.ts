import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { ROOT } from './project.ts';

/** What takes long to load, or to run, and is not needed; and what stands in for it. */
const LIGHTER: readonly (readonly [file: RegExp, contents: string])[] = [
  // Messages in fifty languages, half of the whole bundle; the program speaks one.
  [/zod\/v4\/locales\/index\.js$/, `export { default as en } from './en.js';`],
  // The entities of HTML; SAML metadata is XML.
  [
    /xmldom\/lib\/entities\.js$/,
    `exports.XML_ENTITIES = exports.HTML_ENTITIES = { amp: '&', apos: "'", gt: '>', lt: '<', quot: '"' };`,
  ],
  // Threads that write the log elsewhere than to standard output, and who called, which only they ask.
  [
    /pino\/lib\/transport\.js$/,
    `module.exports = () => { throw new Error('The log has one destination.'); };`,
  ],
  [/pino\/lib\/caller\.js$/, 'module.exports = () => [];'],
];

export const ONLY_NEEDED: Plugin = {
  name: 'only-needed',
  setup({ onLoad }) {
    for (const [filter, contents] of LIGHTER) onLoad({ filter }, () => ({ contents }));
  },
};

/** Hono's server can speak HTTP/2, which this program does not offer, and which takes long to load. */
export const NO_HTTP2: Plugin = {
  name: 'no-http2',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(?:node:)?http2$/ }, () => ({ path: 'http2', namespace: 'absent' }));
    onLoad({ filter: /./, namespace: 'absent' }, () => ({
      contents: 'export class Http2ServerRequest {} export const constants = {};',
    }));
  },
};

/** Modules that a start does without: their functions load them when they are called. */
export const LAZILY: Plugin = {
  name: 'lazily',
  setup({ onLoad, onResolve }) {
    const filter =
      /^(?:(?:node:)?(?:assert|child_process|dns\/promises|https|readline(?:\/promises)?|worker_threads|zlib)|@xmldom\/xmldom)$/;
    onResolve({ filter }, ({ path, namespace }) =>
      namespace === 'lazily' ? undefined : { path, namespace: 'lazily' },
    );
    onLoad({ filter, namespace: 'lazily' }, async ({ path }) => {
      const { default: values } = (await import(path)) as { readonly default: object };
      if (typeof values === 'function') {
        return { contents: `module.exports = (...args) => require('${path}')(...args);`, resolveDir: ROOT };
      }
      const functions = Object.keys(values).filter((name) => typeof Reflect.get(values, name) === 'function');
      const contents = functions.map(
        (name) => `export function ${name}(...args) {
          const { ${name}: real } = require('${path}');
          return new.target ? Reflect.construct(real, args) : real(...args);
        }`,
      );
      // The logger asks for it.
      if (path.endsWith('worker_threads')) contents.push('export const isMainThread = true;');
      return { contents: [...contents, `export default { ${functions} };`].join('\n'), resolveDir: ROOT };
    });
  },
};

/**
 * A file of ours that is imported dynamically is one of many when the sources run. In a bundle there is nothing to put
 * off, and esbuild would keep whatever both sides of such an import share whole and apart, even what nobody calls.
 */
export const AT_ONCE: Plugin = {
  name: 'at-once',
  setup({ onLoad }) {
    onLoad({ filter: new RegExp(`^${RegExp.escape(ROOT)}src/.*\\.ts$`) }, ({ path }) => {
      const imports: string[] = [];
      const text = readFileSync(path, 'utf8').replaceAll(/\bimport\(('\.[^']+')\)/g, (_, file: string) => {
        const name = `atOnce${imports.length}`;
        imports.push(`import * as ${name} from ${file};`);
        return `Promise.resolve(${name})`;
      });
      return { contents: [text, ...imports].join('\n'), loader: 'ts' };
    });
  },
};

/** Of package.json the program needs no more than the version. */
export function ownVersion(version: string): Plugin {
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
