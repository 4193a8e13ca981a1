import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const isRoot = process.getuid?.() === 0;
/** The user that stands for the service's. */
export const NOBODY = 65_534;

/** Root in a container may not mount. */
const canMount = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;
/** The reason to skip what needs a file system of its own. */
export const whyNoMount = canMount ? false : 'needs root that may mount';

/** A directory on a small file system, until it is disposed of. */
export function mountSmall(directory: string): Disposable {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', directory]);
  return { [Symbol.dispose]: () => void execFileSync('umount', ['--lazy', directory]) };
}

/** Leaves no room on the file system of a directory, until it is disposed of. */
export function fill(directory: string): Disposable {
  const file = join(directory, 'fill');
  spawnSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=4k']);
  return { [Symbol.dispose]: () => void execFileSync('rm', [file]) };
}

/** The same files under another path, where nobody can write them; what is open under their own stays as it is. */
export function viewReadOnly(directory: string): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'cyolo-scim-read-only-'));
  execFileSync('mount', ['--bind', directory, path]);
  execFileSync('mount', ['-o', 'remount,bind,ro', path]);
  return {
    path,
    [Symbol.dispose]() {
      execFileSync('umount', ['--lazy', path]);
      rmdirSync(path);
    },
  };
}
