import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { arch, platform } from 'node:process';
import { installedPackage, lockedPackage } from './project.ts';
import type { Target } from './targets.ts';

/** A folder with the Node package of a target, and a stripped copy of its executable. */
export interface BaseNode {
  /** The npm package that it comes from. */
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly executable: string;
}

/**
 * Prepares the Node that an executable is made of: the one that package-lock.json pins, without its debug symbols.
 * @param folder where to put it
 * @throws Error when the package cannot be had or differs from what the lockfile pins
 */
export function prepareBaseNode(target: Target, folder: string): BaseNode {
  const name = `node-${target.name}`;
  const { version } = lockedPackage(name);
  if (`v${version}` !== process.version) {
    throw new Error(`The build must run on Node ${version}, this is ${process.version}: use "npm run build"`);
  }
  mkdirSync(folder, { recursive: true });
  const packageFolder = installedPackage(name) ?? fetchPackage(name, folder);
  const executable = `${folder}/node`;
  copyFileSync(`${packageFolder}/bin/node`, executable);
  strip(target, executable);
  return { name, version, folder: packageFolder, executable };
}

/** npm leaves the packages of other platforms out, so another target's Node is fetched and held against the lockfile. */
function fetchPackage(name: string, folder: string): string {
  const { version, integrity } = lockedPackage(name);
  const archive = `${folder}/${name}-${version}.tgz`;
  if (!existsSync(archive) || integrityOf(archive) !== integrity) {
    execFileSync(
      'npm',
      ['pack', `${name}@${version}`, '--prefer-offline', '--silent', '--pack-destination', folder],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  }
  if (integrityOf(archive) !== integrity) throw new Error(`${archive} is not what package-lock.json pins`);
  execFileSync('tar', ['-xzf', archive, '-C', folder, 'package/bin/node', 'package/LICENSE']);
  return `${folder}/package`;
}

function integrityOf(file: string): string {
  return `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
}

/** Symbols must go before anything is injected: stripping later breaks the executable. */
function strip(target: Target, executable: string): void {
  const isNative = platform === 'linux' && arch === target.arch;
  const tool = isNative ? 'strip' : `${target.gnu}-strip`;
  try {
    execFileSync(tool, [executable]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    console.log(
      `  ${tool} is not installed (binutils): ${target.name} keeps its symbols and is larger for it`,
    );
  }
}
