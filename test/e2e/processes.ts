import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BINARY, type CommandLine, cyoloScim, ENVIRONMENT } from '../program.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** The quickstart as the README has it: `npm start`. */
export function npmStart(...args: readonly string[]): CommandLine {
  const isNpm = BINARY === undefined && !('Deno' in globalThis);
  return isNpm ? ['npm', 'start', '--silent', '--', ...args] : cyoloScim('quickstart', ...args);
}

export interface Running extends AsyncDisposable {
  readonly pid: number;
  /** Waits until the standard output matches. @throws AssertionError when the process ends before */
  match(pattern: RegExp): Promise<RegExpExecArray>;
  /** Waits for the end. */
  ended(): Promise<Ended>;
  /** Signals the process with all its children, and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function start([program, ...args]: CommandLine): Running {
  const child = spawn(program, args, {
    cwd: PROJECT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: ENVIRONMENT,
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const closed = once(child, 'close');

  async function kill(signal: NodeJS.Signals): Promise<void> {
    signalGroup(child, signal);
    await closed;
  }

  return {
    pid: child.pid ?? 0,
    async match(pattern) {
      for (;;) {
        const match = pattern.exec(stdout());
        if (match !== null) return match;
        assert.equal(child.exitCode, null, `${program} ended: ${stdout()}\n${stderr()}`);
        await sleep(20);
      }
    },
    async ended() {
      const [code] = await closed;
      return { code, stdout: stdout(), stderr: stderr() };
    },
    kill,
    [Symbol.asyncDispose]: () => kill('SIGKILL'),
  };
}

/** Runs the program to its end. */
export function run(...args: readonly string[]): Promise<Ended> {
  return start(cyoloScim(...args)).ended();
}

/** Runs a command with `--json`. @returns what it printed */
export async function runJson(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await run(...args, '--json');
  assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout);
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

function signalGroup({ pid, exitCode }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** A directory that is gone after the test. */
export function temporaryDirectory(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'cyolo-scim-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * A port that is free, and the one after it, which a quickstart takes too. They lie below those that the system gives to
 * connections, so that none of these can come in between.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 30_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
