import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The project's root folder, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly author: string;
  readonly license: string;
}

interface LockedPackage {
  readonly version: string;
  readonly integrity: string;
}

export const MANIFEST = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as Manifest;

const LOCK = JSON.parse(readFileSync(`${ROOT}package-lock.json`, 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};

/** @returns version and integrity of a package as package-lock.json pins them. @throws Error when it does not. */
export function lockedPackage(name: string): LockedPackage {
  const locked = LOCK.packages[`node_modules/${name}`];
  if (locked === undefined) throw new Error(`${name} is not in package-lock.json`);
  return locked;
}

/** @returns the folder of an installed package, or undefined. */
export function installedPackage(name: string): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${ROOT}node_modules/${name}/package.json`);
    return manifest.slice(0, -'/package.json'.length);
  } catch {
    return undefined;
  }
}

/**
 * The time that every artefact carries instead of the time of its build.
 * @returns seconds since 1970: SOURCE_DATE_EPOCH, else the commit's, else 0 for sources without a repository
 */
export function sourceDate(): number {
  const { SOURCE_DATE_EPOCH } = process.env;
  if (SOURCE_DATE_EPOCH !== undefined) return Number(SOURCE_DATE_EPOCH);
  try {
    return Number(
      execFileSync('git', ['-C', ROOT, 'log', '-1', '--format=%ct'], { stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch {
    return 0;
  }
}
