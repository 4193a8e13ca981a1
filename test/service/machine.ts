import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fetch } from '../../src/selftest/scim-client.ts';
import { createFetchInside } from './fetch-inside.ts';

/** A bare machine with systemd as its first process, and a network of its own that has a loopback only. */
export interface Machine extends AsyncDisposable {
  /** Runs bash on the machine as root. */
  run(script: string): Promise<Finished>;
  /** Runs bash on the machine as root. @returns its standard output. @throws AssertionError when it fails */
  shell(script: string): Promise<string>;
  /** Sends a request from within the machine. */
  readonly fetch: Fetch;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const CACHE = `${tmpdir()}/cyolo-scim-test`;
/** By the name of the release, where its packages come from: the default mirror, or what stands here. */
const SYSTEMS: Readonly<Record<string, readonly string[]>> = {
  bookworm: [],
  jammy: ['deb [trusted=yes] http://archive.ubuntu.com/ubuntu jammy main'],
};
/** Debian 12, unless the environment names another one. */
const { TEST_SYSTEM: SYSTEM = 'bookworm' } = process.env;
/** All that the environment of this computer passes on. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const CGROUP_ROOTS = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'];

/** @returns why no machine can be booted here, or false */
export function whyNoMachine(): string | false {
  if (process.getuid?.() !== 0) return 'needs root, for systemd-nspawn';
  for (const tool of ['systemd-nspawn', 'mmdebstrap', 'nsenter']) {
    if (!isInstalled(tool)) return `needs ${tool}`;
  }
  return cgroupRoot() === undefined ? 'needs control groups, version 2' : false;
}

function isInstalled(tool: string): boolean {
  return ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].some((folder) => existsSync(`${folder}/${tool}`));
}

function cgroupRoot(): string | undefined {
  return CGROUP_ROOTS.find((root) => existsSync(`${root}/cgroup.controllers`));
}

/**
 * Boots a minimal Debian or Ubuntu; its files are fetched once and kept for the next time.
 * @param folders of this computer that it can read, by their place there
 */
export async function bootMachine(folders: Readonly<Record<string, string>>): Promise<Machine> {
  await using starting = new AsyncDisposableStack();
  const work = mkdtempSync(`${tmpdir()}/cyolo-scim-machine-`);
  starting.defer(() => rmSync(work, { recursive: true, force: true }));
  const root = `${work}/root`;
  execFileSync('cp', ['--archive', '--reflink=auto', rootFileSystem(), root]);

  const name = work.slice(work.lastIndexOf('/') + 1);
  const cgroup = `${cgroupRoot()}/${name}`;
  mkdirSync(cgroup);
  starting.defer(() => removeCgroup(cgroup));
  const nspawn = startNspawn({ root, name, cgroup, folders });
  const console = collect(nspawn);
  starting.defer(() => end(nspawn));
  const init = await waitForBoot(nspawn, console);
  starting.defer(async () => {
    await runInside(init, 'systemctl poweroff');
    await Promise.race([once(nspawn, 'exit'), sleep(10_000, undefined, { ref: false })]);
  });
  const run = (script: string): Promise<Finished> => runInside(init, script);
  const client = starting.use(createFetchInside(init));
  const running = starting.move();
  return {
    run,
    async shell(script) {
      const { code, stdout, stderr } = await run(script);
      assert.equal(code, 0, `${script}\n${stdout}${stderr}`);
      return stdout;
    },
    fetch: client.fetch,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** What every Debian and Ubuntu has, and systemd with what it needs; nothing for our program besides. */
function rootFileSystem(): string {
  const sources = SYSTEMS[SYSTEM];
  assert.ok(sources, `There is no system ${SYSTEM}, but ${Object.keys(SYSTEMS).join(' and ')}`);
  const folder = `${CACHE}/${SYSTEM}`;
  if (existsSync(folder)) return folder;
  rmSync(`${folder}.new`, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  execFileSync(
    'mmdebstrap',
    [
      '--quiet',
      '--variant=minbase',
      '--include=apt,systemd,systemd-sysv',
      SYSTEM,
      `${folder}.new`,
      ...sources,
    ],
    { stdio: 'inherit' },
  );
  renameSync(`${folder}.new`, folder);
  return folder;
}

interface Container {
  readonly root: string;
  readonly name: string;
  readonly cgroup: string;
  readonly folders: Readonly<Record<string, string>>;
}

/** Without machined or D-Bus on this computer, in a control group of its own, and not for longer than this process. */
function startNspawn({ root, name, cgroup, folders }: Container): ChildProcess {
  const binds = Object.entries(folders).map(([there, here]) => `--bind-ro=${here}:${there}`);
  const options = [
    '--quiet',
    `--directory=${root}`,
    `--machine=${name}`,
    '--boot',
    '--register=no',
    '--keep-unit',
    '--private-network',
    '--link-journal=no',
    '--console=read-only',
    ...binds,
  ];
  const script = `echo $$ > '${cgroup}/cgroup.procs' && exec setpriv --pdeathsig KILL systemd-nspawn "$@"`;
  return spawn('bash', ['-c', script, 'systemd-nspawn', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1', SYSTEMD_NSPAWN_LOCK: '0' },
  });
}

/** @returns the number that the machine's first process has here */
async function waitForBoot({ pid }: ChildProcess, console: () => string): Promise<string> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    await sleep(100);
    // At first this is another process, which prepares the machine.
    const [init = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    const { stdout } = await runInside(init, 'systemctl is-system-running');
    if (/^(?:running|degraded)/.test(stdout)) return init;
  }
  return assert.fail(`The machine does not boot: ${console()}`);
}

function runInside(init: string, script: string): Promise<Finished> {
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup'];
  return runCommand('nsenter', ['--target', init, ...namespaces, '--', 'bash', '-c', script]);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** The kernel removes a group's processes a moment after their end. */
async function removeCgroup(folder: string): Promise<void> {
  for (let attempt = 0; existsSync(folder) && attempt < 50; attempt += 1) {
    try {
      execFileSync('find', [folder, '-depth', '-mindepth', '1', '-type', 'd', '-exec', 'rmdir', '{}', '+'], {
        stdio: 'ignore',
      });
      rmdirSync(folder);
    } catch {
      await sleep(100);
    }
  }
}

async function runCommand(program: string, args: readonly string[]): Promise<Finished> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return () => text;
}
