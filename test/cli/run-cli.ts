import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { runProgram } from '../../src/cli/program.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { BINARY, cyoloScim } from '../program.ts';

/** What a command left behind. */
export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** The answer that is typed when a terminal asks; undefined: there is no terminal. */
  readonly typed?: string;
  /** What comes through a pipe. */
  readonly input?: string;
  readonly columns?: number;
  /** Called when a terminal is told something on the side. */
  readonly onStderr?: () => void;
}

/** Runs a command line: with the packaged program if that is to be tried and no terminal is needed, else in this process. */
export async function runCli(argv: readonly string[], surroundings: Surroundings = {}): Promise<Run> {
  const { typed, input, columns, env = {}, onStderr } = surroundings;
  if (BINARY !== undefined && typed === undefined && columns === undefined)
    return await runProcess(argv, { env, ...(input !== undefined && { input }) });
  const stdin = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  if (typed !== undefined) stdin.write(`${typed}\n`);
  if (input !== undefined) stdin.end(input);
  const isTTY = columns !== undefined;
  const stdout = collector({ isTTY, ...(isTTY ? { columns } : {}) });
  const stderr = collector({ isTTY });
  if (onStderr !== undefined) stderr.stream.once('written', onStderr);
  const terminal: Terminal = { stdin, stdout: stdout.stream, stderr: stderr.stream, env, on() {} };
  const exitCode = await runProgram(argv, terminal);
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

/** Runs a command line in a process of its own, as that user if one is given. */
export async function runProcess(
  argv: readonly string[],
  { input = '', ...options }: Pick<Surroundings, 'env' | 'input'> & { readonly uid?: number },
): Promise<Run> {
  const [program, ...args] = cyoloScim(...argv);
  const child = spawn(program, args, { ...options, ...(options.uid !== undefined && { gid: options.uid }) });
  child.stdin.end(input);
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = await closed;
  return { exitCode, stdout, stderr };
}

function collector(properties: { isTTY: boolean; columns?: number }) {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      stream.emit('written');
      done();
    },
  });
  return { stream: Object.assign(stream, properties), text: () => chunks.join('') };
}

/** A configuration and a database of their own. */
export interface Site {
  readonly directory: string;
  readonly configPath: string;
  run(...argv: readonly string[]): Promise<Run>;
  /** The value that a command answers with `--json`; the command has to succeed. */
  json<Value = unknown>(...argv: readonly string[]): Promise<Value>;
}

export function createSite(t: TestContext, config = ''): Site {
  const directory = mkdtempSync(join(tmpdir(), 'cyolo-scim-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const configPath = join(directory, 'config.yaml');
  writeFileSync(
    configPath,
    `server: { listen: "127.0.0.1:0", publicUrl: "https://scim.example.com" }
admin: { listen: "127.0.0.1:0" }
database: { url: "sqlite:scim.db" }
log: { level: warn }
${config}`,
  );
  const run = (...argv: readonly string[]) => runCli([...argv, '--config', configPath]);
  return {
    directory,
    configPath,
    run,
    async json(...argv) {
      const { exitCode, stdout, stderr } = await run(...argv, '--json');
      if (exitCode !== 0) throw new Error(`${argv.join(' ')} ended with ${exitCode}: ${stderr}`);
      return JSON.parse(stdout);
    },
  };
}
