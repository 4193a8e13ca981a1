import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { ROOT } from './project.ts';

/** zod brings its messages in fifty languages, half of the whole bundle; the program speaks one. */
export const ONE_LANGUAGE: Plugin = {
  name: 'one-language',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
    }));
  },
};

/** The entities of HTML are two thirds of what xmldom takes to load; SAML metadata is XML. */
export const NO_HTML: Plugin = {
  name: 'no-html',
  setup({ onLoad }) {
    onLoad({ filter: /xmldom\/lib\/entities\.js$/ }, () => ({
      contents: `exports.XML_ENTITIES = exports.HTML_ENTITIES = { amp: '&', apos: "'", gt: '>', lt: '<', quot: '"' };`,
    }));
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
      /^(?:(?:node:)?(?:child_process|dns\/promises|https|readline(?:\/promises)?|worker_threads|zlib)|@xmldom\/xmldom)$/;
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
