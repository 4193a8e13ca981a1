import { dirname, join, relative } from 'node:path';

/** How this program was started, so that a command that it prints can be pasted as it stands. */
export function invocation(): string {
  const script = process.argv[1] ?? '';
  if (!script.endsWith('.ts')) return process.argv0.includes('/') ? process.argv0 : 'cyolo-scim';
  const launcher = join(dirname(script), '../build/node.cjs');
  return `node ${fromHere(launcher)} ${fromHere(script)}`;
}

function fromHere(path: string): string {
  const way = relative('.', path);
  return way.startsWith('..') ? path : way;
}
