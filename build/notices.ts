import { readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { BaseNode } from './base-node.ts';
import { installedPackage, lockedPackage, MANIFEST } from './project.ts';

/** A third party's work that an executable contains. */
export interface Component {
  readonly name: string;
  readonly version: string;
  /** An SPDX identifier. */
  readonly license: string;
  readonly licenseText: string;
  /** Where it comes from, as a package URL. */
  readonly origin: string;
  /** The npm package's digest from package-lock.json, when it is one. */
  readonly integrity?: string;
}

const RULE = '='.repeat(100);

/** @returns what is inside an executable besides this project: Node, SQLite, then the packages by name. */
export function componentsOf(node: BaseNode, packages: readonly string[]): readonly Component[] {
  return [nodeComponent(node), sqliteComponent(), ...packages.map(packageComponent)];
}

function nodeComponent({ name, version, folder }: BaseNode): Component {
  return {
    name: 'Node.js',
    version,
    license: 'MIT',
    licenseText: readFileSync(`${folder}/LICENSE`, 'utf8'),
    origin: npmUrl(name, version),
    integrity: lockedPackage(name).integrity,
  };
}

function sqliteComponent(): Component {
  const version = String(new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get());
  return {
    name: 'SQLite',
    version,
    license: 'blessing',
    licenseText: 'SQLite is in the public domain: https://www.sqlite.org/copyright.html',
    origin: `pkg:generic/sqlite@${version}`,
  };
}

/** @throws Error when the package does not state its licence: then it must not be shipped. */
function packageComponent(name: string): Component {
  const { version, integrity } = lockedPackage(name);
  const folder = installedPackage(name);
  if (folder === undefined) throw new Error(`${name} is bundled but not installed`);
  const { license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { license?: unknown };
  if (typeof license !== 'string') throw new Error(`${name} does not state its licence`);
  return {
    name,
    version,
    license,
    licenseText: licenseText(folder, license),
    origin: npmUrl(name, version),
    integrity,
  };
}

function licenseText(folder: string, license: string): string {
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (file !== undefined) return readFileSync(`${folder}/${file}`, 'utf8');
  if (license === MANIFEST.license) return 'The text of this licence is in the file LICENSE.';
  throw new Error(`${folder} has no text of its licence ${license}`);
}

function npmUrl(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** @returns the text of the licence notices. */
export function presentNotices(components: readonly Component[]): string {
  const notices = components.map(
    ({ name, version, license, licenseText }) =>
      `${RULE}\n${name} ${version} (${license})\n${RULE}\n\n${licenseText.trim()}\n`,
  );
  return `The executable cyolo-scim contains the following works of others, each under its own licence.\n\n${notices.join('\n')}`;
}
