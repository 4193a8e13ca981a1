import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { constants as system } from 'node:os';

/** A native addon, and the path under which a worker of this process can load it again. */
export interface LoadedAddon {
  readonly addon: object;
  readonly path: string;
}

/** Linux: an unnamed file in the folder, gone with its last descriptor. Node has no name for it. */
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;

/**
 * Loads a native addon out of memory. The system maps code from files only, so the bytes pass through a file that has
 * no name, or loses it at once: nothing is left behind, and nobody can put something else in its place.
 * @param folders tried in this order: one must be writable and on a file system without `noexec`
 * @throws Error naming every folder and why it did not serve
 */
export function loadAddon(bytes: Uint8Array, folders: readonly string[]): LoadedAddon {
  const failures: string[] = [];
  for (const folder of folders) {
    for (const load of [loadUnnamed, loadUnlinked]) {
      try {
        return load(bytes, folder);
      } catch (error) {
        failures.push(`${folder}: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
  throw new Error(
    `The database engine needs a folder that is writable and not mounted noexec; none of these is: ${failures.join('; ')}`,
  );
}

/** The descriptor stays open: workers load the addon through it. */
function loadUnnamed(bytes: Uint8Array, folder: string): LoadedAddon {
  const descriptor = openSync(folder, O_TMPFILE | constants.O_RDWR, 0o700);
  try {
    writeFileSync(descriptor, bytes);
    const path = `/proc/self/fd/${descriptor}`;
    return { addon: openAddon(path), path };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Without /proc or where the file system has no unnamed files. The loader knows the file by its path from then on. */
function loadUnlinked(bytes: Uint8Array, folder: string): LoadedAddon {
  const own = mkdtempSync(`${folder}/cyolo-scim-`);
  try {
    const path = `${own}/better_sqlite3.node`;
    writeFileSync(path, bytes, { flag: 'wx', mode: 0o700 });
    return { addon: openAddon(path), path };
  } finally {
    rmSync(own, { recursive: true });
  }
}

/** Loads the addon of a file. */
export function openAddon(path: string): object {
  const module: { exports: object } = { exports: {} };
  process.dlopen(module, path, system.dlopen.RTLD_NOW);
  return module.exports;
}
