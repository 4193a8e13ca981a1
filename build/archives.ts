import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { ROOT } from './project.ts';
import type { Target } from './targets.ts';

/** What is not in the sources. */
export interface Built {
  readonly executable: string;
  readonly notices: string;
  readonly sbom: string;
  readonly manPage: string;
}

/**
 * Lays out the folder that a tarball unpacks to: the executable, install.sh and all that it installs.
 * @param folder made anew
 */
export function layOut(built: Built, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(built.executable, `${folder}/cyolo-scim`);
  for (const file of [
    'install.sh',
    'build/cyolo-scim.service',
    'build/config.yaml',
    'config.example.yaml',
    'docs/install.md',
    'docs/okta.md',
    'LICENSE',
  ]) {
    cpSync(`${ROOT}${file}`, `${folder}/${basename(file)}`);
  }
  writeFileSync(`${folder}/THIRD-PARTY-NOTICES.txt`, built.notices);
  writeFileSync(`${folder}/sbom.cdx.json`, built.sbom);
  writeFileSync(`${folder}/cyolo-scim.1`, built.manPage);
  chmodSync(`${folder}/install.sh`, 0o755);
}

/** Packs a folder into a .tar.xz whose bytes depend on the folder's content and the date alone. */
export function makeTarball(target: Target, folder: string, file: string, date: number): void {
  execFileSync('tar', [
    '--create',
    '--format=gnu',
    '--sort=name',
    `--mtime=@${date}`,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mode=u=rwX,go=rX',
    `--use-compress-program=${['xz', '--threads=2', ...target.xzFilters].join(' ')}`,
    `--file=${file}`,
    `--directory=${folder}/..`,
    basename(folder),
  ]);
}
