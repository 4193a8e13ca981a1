import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { layOut } from '../../build/archives.ts';
import { buildExecutable } from '../../build/executable.ts';
import { MANIFEST, ROOT } from '../../build/project.ts';
import { TARGETS } from '../../build/targets.ts';

export const CURRENT = MANIFEST.version;
/** An earlier release: the same sources under an older version. */
export const PREVIOUS = '0.0.9';

/** Programs that pass for a release until they are to serve. */
const BROKEN = {
  crashes: 'exit 1',
  hangs: 'exec sleep 600',
  // Takes the data with it, into a form that the version before does not know.
  ruins: `printf 'no database' > /var/lib/cyolo-scim/cyolo-scim.db; rm -f /var/lib/cyolo-scim/*-wal /var/lib/cyolo-scim/*-shm; exit 1`,
} as const;

/**
 * Puts releases into a folder as they are unpacked: the one of dist/, one before it, and broken ones.
 * @throws AssertionError when dist/ has none
 */
export async function makeReleases(folder: string): Promise<void> {
  const target = TARGETS.find(({ arch }) => arch === process.arch);
  assert.ok(target);
  const tarball = `${ROOT}dist/cyolo-scim-${CURRENT}-${target.name}.tar.xz`;
  assert.ok(existsSync(tarball), `${tarball} is missing: run "npm run build" before`);
  unpack(tarball, `${folder}/${CURRENT}`);
  execFileSync('cp', [`${ROOT}dist/cyolo-scim_${CURRENT}_${target.debian}.deb`, `${folder}/cyolo-scim.deb`]);

  const executable = `${folder}/work/cyolo-scim`;
  const step = <T>(_name: string, work: () => T | Promise<T>) => Promise.resolve(work());
  await buildExecutable({ target, version: PREVIOUS, work: `${folder}/work`, step }, executable);
  layOut({ executable, notices: '', sbom: '', manPage: '' }, `${folder}/${PREVIOUS}`);

  for (const [name, serve] of Object.entries(BROKEN)) {
    execFileSync('cp', ['--archive', `${folder}/${CURRENT}`, `${folder}/${name}`]);
    const program = `${folder}/${name}/cyolo-scim`;
    writeFileSync(
      program,
      `#!/bin/bash\nif [[ $1 == serve ]]; then ${serve}; fi\nif [[ $1 == --version ]]; then echo 9.9.9; exit; fi\nexec /mnt/releases/${CURRENT}/cyolo-scim "$@"\n`,
    );
    chmodSync(program, 0o755);
  }
}

/** Puts `tls.key` and `tls.crt` for localhost into a folder. */
export function makeCertificate(folder: string): void {
  const options = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost';
  const files = ['-keyout', `${folder}/tls.key`, '-out', `${folder}/tls.crt`];
  execFileSync('openssl', ['req', ...options.split(' '), ...files], { stdio: 'ignore' });
}

function unpack(tarball: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['--extract', '--strip-components=1', `--file=${tarball}`, `--directory=${folder}`]);
}
