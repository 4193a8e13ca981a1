import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { cyoloScim, ENVIRONMENT } from '../program.ts';

/** A command that runs in a process of its own. */
export interface Spawned {
  /** All that it has written to stdout so far. */
  output(): string;
  /** Waits until stdout has the pattern. @returns the match @throws when the process ends before */
  seen(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  /** Sends the signal that is to end it. @returns the exit code */
  end(name: NodeJS.Signals): Promise<number | null>;
}

/** Runs a command line as a user does; the test's end ends it. */
export function spawnCli(t: TestContext, ...argv: readonly string[]): Spawned {
  const [program, ...args] = cyoloScim(...argv);
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: ENVIRONMENT,
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const exited = once(child, 'close');
  t.after(() => child.kill('SIGKILL'));
  // Not by child.kill(): Deno then takes the child for killed, whatever it makes of the signal.
  const signal = (name: NodeJS.Signals) => void process.kill(child.pid ?? 0, name);
  return {
    output: () => output,
    async seen(pattern) {
      while (true) {
        const match = pattern.exec(output);
        if (match !== null) return match;
        const end = child.exitCode ?? child.signalCode;
        if (end !== null) throw new Error(`ended with ${end}: ${output}${errors}`);
        await Promise.race([once(child.stdout, 'data'), exited]);
      }
    },
    signal,
    async end(name) {
      signal(name);
      await exited;
      return child.exitCode;
    },
  };
}
