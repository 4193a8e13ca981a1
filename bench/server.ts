import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from './programs.ts';

/** Memory of a process in MB: what the kernel counts as resident, and of that what is no file in the page cache. */
export interface Memory {
  readonly resident: number;
  readonly anonymous: number;
}

/** A server under load, in a process of its own. */
export interface Server extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  /** Milliseconds from its start to its first answer. */
  readonly readyAfter: number;
  /** Processor time used so far, in milliseconds, of all threads; undefined where the system does not tell. */
  processorTime(): number | undefined;
  memory(): Memory | undefined;
}

/** The peer first makes its own directory. */
const LONGEST_START_MS = 300_000;
const POLL_MS = 5;
/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

/**
 * Starts a server and waits until it answers on its port. What it logs goes to /dev/null, which costs it the writing.
 * @param options.command for a port
 * @throws Error when it ends instead, with what it said on standard error
 */
export async function startServer(
  name: string,
  options: { readonly command: (port: number) => Command; readonly readyPath?: string },
): Promise<Server> {
  const port = await freePort();
  const { program, args } = options.command(port);
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4000);
  });
  try {
    await untilAnswering(child, port, options.readyPath ?? '/');
  } catch (cause) {
    child.kill('SIGKILL');
    throw new Error(`${name} did not start: ${complaint}`, { cause });
  }
  return {
    name,
    port,
    readyAfter: performance.now() - start,
    processorTime: () => readProcessorTime(child.pid),
    memory: () => readMemory(child.pid),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.');
  return address.port;
}

async function untilAnswering(child: ChildProcess, port: number, path: string): Promise<void> {
  const deadline = performance.now() + LONGEST_START_MS;
  while (!(await isAnswering(port, path))) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`);
    if (performance.now() > deadline) throw new Error('It does not answer.');
    await sleep(POLL_MS);
  }
}

function isAnswering(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ port, path, host: '127.0.0.1', agent: false }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on('error', () => resolve(false));
  });
}

function readProcessorTime(pid: number | undefined): number | undefined {
  const stat = readProcess(pid, 'stat');
  if (stat === undefined) return undefined;
  // The name in parentheses may hold spaces; behind it the 12th and 13th fields are user and system time.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function readMemory(pid: number | undefined): Memory | undefined {
  const status = readProcess(pid, 'status');
  if (status === undefined) return undefined;
  const megabytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024;
  return { resident: megabytes('VmRSS'), anonymous: megabytes('RssAnon') };
}

function readProcess(pid: number | undefined, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
