// npm run build [-- --target linux-x64]: everything that a release consists of, into dist/.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { layOut, makeTarball } from './archives.ts';
import { makeDebianPackage } from './debian-package.ts';
import { buildExecutable } from './executable.ts';
import { presentNotices } from './notices.ts';
import { MANIFEST, ROOT, sourceDate } from './project.ts';
import { presentSbom } from './sbom.ts';
import { announceSteps } from './step.ts';
import { TARGETS, type Target } from './targets.ts';

const DIST = `${ROOT}dist`;

async function packageTarget(target: Target): Promise<void> {
  const { version } = MANIFEST;
  const date = sourceDate();
  const name = `cyolo-scim-${version}-${target.name}`;
  const work = `${DIST}/.work/${target.name}`;
  const layout = `${work}/${name}`;
  const step = announceSteps(target.name);

  const executable = `${DIST}/${target.executable}`;
  const components = await buildExecutable({ target, version, work, step }, executable);
  const sbom = presentSbom(components, version, date);
  writeFileSync(`${DIST}/${name}.cdx.json`, sbom);
  layOut({ executable, notices: presentNotices(components), sbom }, layout);
  await step('tarball', () => makeTarball(target, layout, `${DIST}/${name}.tar.xz`, date));
  await step('Debian package', () =>
    makeDebianPackage(target, { version, layout, date }, `${work}/deb`, `${DIST}/${debianName(target)}`),
  );
}

function debianName(target: Target): string {
  return `cyolo-scim_${MANIFEST.version}_${target.debian}.deb`;
}

/** Of all that is in dist, as `sha256sum --check` reads it. */
function writeChecksums(): void {
  const files = readdirSync(DIST, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== 'SHA256SUMS',
  );
  const lines = files
    .map(({ name }) => name)
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(`${DIST}/${name}`))
          .digest('hex')}  ${name}\n`,
    );
  writeFileSync(`${DIST}/SHA256SUMS`, lines.join(''));
}

const { values } = parseArgs({ options: { target: { type: 'string', multiple: true } } });
const wanted = values.target ?? TARGETS.map(({ name }) => name);
const unknown = wanted.find((name) => !TARGETS.some((target) => target.name === name));
if (unknown !== undefined)
  throw new Error(`There is no target ${unknown}; there is ${TARGETS.map(({ name }) => name).join(', ')}`);

mkdirSync(DIST, { recursive: true });
for (const target of TARGETS) {
  if (wanted.includes(target.name)) await packageTarget(target);
}
writeChecksums();
