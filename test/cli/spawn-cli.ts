import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const RUN = 'Deno' in globalThis ? ['run', '-A', '--no-check', MAIN] : [MAIN];

/** The command line as a shell takes it; no argument may need quoting. */
export function commandLine(...argv: readonly string[]): string {
  return [process.execPath, ...RUN, ...argv].join(' ');
}

/** A command that runs in a process of its own. */
export interface Spawned {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  /** All that it has written to stdout so far. */
  output(): string;
  /** Waits until stdout has the pattern. @returns the match @throws when the process ends before */
  seen(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends the signal. @returns the exit code */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Runs a command line as a user does; the test's end ends it. */
export function spawnCli(t: TestContext, ...argv: readonly string[]): Spawned {
  const child = spawn(process.execPath, [...RUN, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const exited = once(child, 'close');
  t.after(() => child.kill('SIGKILL'));
  return {
    process: child,
    output: () => output,
    async seen(pattern) {
      while (true) {
        const match = pattern.exec(output);
        if (match !== null) return match;
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${output}${errors}`);
        await Promise.race([once(child.stdout, 'data'), exited]);
      }
    },
    async end(signal) {
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
}
