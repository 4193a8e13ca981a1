import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MANIFEST, ROOT } from './project.ts';
import type { Target } from './targets.ts';

const DOCUMENTS = 'usr/share/doc/cyolo-scim';

/** What `layOut` laid out, by its place in a Debian system. */
const FILES: Readonly<Record<string, string>> = {
  'cyolo-scim': 'usr/bin/cyolo-scim',
  'cyolo-scim.service': 'usr/lib/systemd/system/cyolo-scim.service',
  'config.yaml': 'etc/cyolo-scim/config.yaml',
  'config.example.yaml': `${DOCUMENTS}/config.example.yaml`,
  'install.md': `${DOCUMENTS}/install.md`,
  'okta.md': `${DOCUMENTS}/okta.md`,
  'sbom.cdx.json': `${DOCUMENTS}/sbom.cdx.json`,
  'THIRD-PARTY-NOTICES.txt': `${DOCUMENTS}/THIRD-PARTY-NOTICES.txt`,
};

/** What only a Debian package has, of build/deb, by its place there. */
const OWN_FILES: Readonly<Record<string, string>> = {
  'sysusers.conf': 'usr/lib/sysusers.d/cyolo-scim.conf',
  copyright: `${DOCUMENTS}/copyright`,
  'lintian-overrides': 'usr/share/lintian/overrides/cyolo-scim',
  conffiles: 'DEBIAN/conffiles',
};

const SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm'];

/** Where install.sh puts things, and where a distribution's packages do. */
const PLACES: readonly (readonly [string, string])[] = [
  ['/usr/local/bin/', '/usr/bin/'],
  ['/usr/local/share/', '/usr/share/'],
];

/** What a Debian package is made of. */
export interface DebianPackage {
  readonly version: string;
  /** The folder that `layOut` laid out. */
  readonly layout: string;
  /** Seconds since 1970: the time of all files. */
  readonly date: number;
}

/**
 * Makes a Debian package whose bytes depend on the folder's content and the date alone.
 * @param folder scratch space, made anew
 */
export function makeDebianPackage(
  target: Target,
  { version, layout, date }: DebianPackage,
  folder: string,
  file: string,
): void {
  rmSync(folder, { recursive: true, force: true });
  const put = (place: string, content: string | Uint8Array, mode = 0o644): void => {
    mkdirSync(dirname(`${folder}/${place}`), { recursive: true });
    writeFileSync(`${folder}/${place}`, content);
    chmodSync(`${folder}/${place}`, mode);
  };
  for (const [name, place] of Object.entries(FILES)) {
    if (name === 'cyolo-scim') put(place, readFileSync(`${layout}/${name}`), 0o755);
    else put(place, inPlaces(readFileSync(`${layout}/${name}`, 'utf8')));
  }
  const manPage = readFileSync(`${layout}/cyolo-scim.1`, 'utf8');
  put('usr/share/man/man1/cyolo-scim.1.gz', gzipSync(inPlaces(manPage), { level: 9 }));
  put(`${DOCUMENTS}/changelog.gz`, gzipSync(presentChangelog(version, date), { level: 9 }));
  put(`${DOCUMENTS}/NEWS.gz`, gzipSync(readFileSync(`${ROOT}CHANGELOG.md`), { level: 9 }));
  for (const [name, place] of Object.entries(OWN_FILES)) put(place, readFileSync(`${ROOT}build/deb/${name}`));
  for (const script of SCRIPTS) put(`DEBIAN/${script}`, readFileSync(`${ROOT}build/deb/${script}`), 0o755);
  put(
    'DEBIAN/control',
    readFileSync(`${ROOT}build/deb/control`, 'utf8')
      .replace('@VERSION@', version)
      .replace('@MAINTAINER@', MANIFEST.author)
      .replace('@ARCHITECTURE@', target.debian)
      .replace('@INSTALLED_SIZE@', `${Math.ceil(statSync(`${layout}/cyolo-scim`).size / 1024)}`),
  );
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', folder]);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '-z6', '--build', folder, file], {
    // With another number of threads the bytes would be others.
    env: { ...process.env, SOURCE_DATE_EPOCH: `${date}`, DPKG_DEB_THREADS_MAX: '2' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function inPlaces(text: string): string {
  return PLACES.reduce((result, [here, there]) => result.replaceAll(here, there), text);
}

/** Debian's own changelog has a form that our CHANGELOG.md has not. */
function presentChangelog(version: string, date: number): string {
  const day = new Date(date * 1000).toUTCString().replace('GMT', '+0000');
  return `cyolo-scim (${version}) stable; urgency=medium\n\n  * What is new: NEWS.gz.\n\n -- ${MANIFEST.author}  ${day}\n`;
}
