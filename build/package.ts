// npm run build [-- --target linux-x64]: everything that a release consists of, into dist/.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { layOut, makeTarball } from './archives.ts';
import { makeDebianPackage } from './debian-package.ts';
import { buildExecutable } from './executable.ts';
import { presentManPage } from './man-page.ts';
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
  const manPage = presentManPage({ version, date });
  layOut({ executable, notices: presentNotices(components), sbom, manPage }, layout);
  await step('tarball', () => makeTarball(target, layout, `${DIST}/${name}.tar.xz`, date));
  await step('Debian package', () =>
    makeDebianPackage(target, { version, layout, date }, `${work}/deb`, `${DIST}/${debianName(target)}`),
  );
}

function debianName(target: Target): string {
  return `cyolo-scim_${MANIFEST.version}_${target.debian}.deb`;
}

/** The names of the files in dist/, in order. */
function listDist(): readonly string[] {
  return readdirSync(DIST, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}

/** As `sha256sum --check` reads them. */
function presentChecksums(files: readonly string[]): string {
  const lines = files.map((file) => {
    const digest = createHash('sha256').update(readFileSync(`${DIST}/${file}`));
    return `${digest.digest('hex')}  ${file}\n`;
  });
  return lines.join('');
}

const { values } = parseArgs({ options: { target: { type: 'string', multiple: true } } });
const names: readonly string[] = TARGETS.map(({ name }) => name);
const wanted = values.target ?? names;
const unknown = wanted.find((name) => !names.includes(name));
if (unknown !== undefined) throw new Error(`There is no target ${unknown}, but ${names.join(' and ')}`);

mkdirSync(DIST, { recursive: true });
for (const file of listDist()) rmSync(`${DIST}/${file}`);
for (const target of TARGETS) {
  if (wanted.includes(target.name)) await packageTarget(target);
}
writeFileSync(`${DIST}/SHA256SUMS`, presentChecksums(listDist()));
