import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const WRITER = fileURLToPath(new URL('./writer-process.ts', import.meta.url));
const RUN = 'Deno' in globalThis ? ['run', '-A', '--no-check', WRITER] : [WRITER];

/** A file for a database in a directory of its own, which `using` removes. */
export function databaseFile(): Disposable & { readonly path: string; readonly url: string } {
  const directory = mkdtempSync(join(tmpdir(), 'cyolo-scim-store-'));
  const path = join(directory, 'data', 'test.db');
  return {
    path,
    url: `sqlite:${path}`,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Starts a process that creates users and prints the id of each that was answered, a line each. */
export function startWriter(
  file: string,
  options: { readonly name: string; readonly count: number },
): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, [...RUN, file, options.name, String(options.count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
