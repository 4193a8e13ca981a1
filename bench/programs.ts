import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

const PROJECT = fileURLToPath(new URL('../', import.meta.url));
const MAIN = join(PROJECT, 'src/main.ts');

/** How the appliance can be run. */
const PROGRAMS = {
  sources: { program: execPath, args: [MAIN] },
  packaged: { program: join(PROJECT, 'dist/cyolo-scim'), args: [] },
  deno: {
    program: join(PROJECT, `node_modules/@deno/${process.platform}-${process.arch}-glibc/deno`),
    args: ['run', '-A', MAIN],
  },
} as const satisfies Readonly<Record<string, Command>>;

export type Program = keyof typeof PROGRAMS;

/** Of the sources and the packaged program, which are there. */
export function programsAtHand(): readonly Program[] {
  return (['sources', 'packaged'] as const).filter(isAtHand);
}

export function isAtHand(program: Program): boolean {
  return existsSync(PROGRAMS[program].program);
}

/** @param preload a module in servers/ that is loaded first */
export function applianceCommand(program: Program, args: readonly string[], preload?: string): Command {
  const { program: executable, args: first } = PROGRAMS[program];
  const imports = preload === undefined ? [] : ['--import', inBench(`servers/${preload}`)];
  return { program: executable, args: [...imports, ...first, ...args] };
}

/** A program of the benchmark's own. */
export function benchCommand(file: string, ...args: readonly string[]): Command {
  return { program: execPath, args: [inBench(file), ...args] };
}

function inBench(file: string): string {
  return join(PROJECT, 'bench', file);
}
