import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const { CYOLO_SCIM_BINARY } = process.env;
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The packaged program, when that is to be tried instead of the sources. */
export const BINARY = CYOLO_SCIM_BINARY === undefined ? undefined : resolve(CYOLO_SCIM_BINARY);

export type CommandLine = readonly [program: string, ...args: readonly string[]];

/** The program with these arguments: the packaged one, or the sources on the runtime that the tests run on. */
export function cyoloScim(...args: readonly string[]): CommandLine {
  if (BINARY !== undefined) return [BINARY, ...args];
  return 'Deno' in globalThis
    ? [process.execPath, 'run', '-A', '--no-check', MAIN, ...args]
    : [process.execPath, MAIN, ...args];
}

/** The environment, but for settings of the program. */
export const ENVIRONMENT: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CYOLO_SCIM_'))),
  NO_COLOR: '1',
};
