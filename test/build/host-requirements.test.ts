import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { installedPackage } from '../../build/project.ts';
import { TARGETS } from '../../build/targets.ts';

/** The newest symbol versions of RHEL 9, the oldest system that is served: glibc 2.34 and the libraries of GCC 11. */
const NEWEST: Readonly<Record<string, string>> = {
  GLIBC: '2.34',
  GLIBCXX: '3.4.29',
  CXXABI: '1.3.13',
  GCC: '7.0.0',
};

/** What every system has that has glibc and libstdc++, however small. */
const LIBRARIES = /^(?:lib(?:c|m|dl|rt|pthread|stdc\+\+|gcc_s)\.so\.\d|ld-linux-.+\.so\.\d)$/;

const skip = spawnSync('readelf', ['--version']).status === 0 ? false : 'needs readelf (binutils)';

const FILES = TARGETS.flatMap(({ name }) => {
  const node = installedPackage(`node-${name}`);
  const addon = `${installedPackage('better-sqlite3')}/prebuilds/${name}.node`;
  return node === undefined ? [addon] : [addon, `${node}/bin/node`];
});

describe('the oldest system that is served', { skip }, () => {
  for (const file of FILES) {
    const title = file.slice(file.lastIndexOf('node_modules/'));
    const read = (what: string) => execFileSync('readelf', ['--wide', what, file], { encoding: 'utf8' });

    test(`has the symbols that ${title} needs`, () => {
      const needs = Array.from(
        read('--version-info').matchAll(/Name: ([A-Z]+)_([\d.]+) /g),
        ([, library = '', version = '']) => ({ library, version }),
      );
      assert.ok(needs.length > 0);
      assert.deepEqual(
        needs.filter(({ library, version }) => !isAtMost(version, NEWEST[library] ?? '')),
        [],
      );
    });

    test(`has the libraries that ${title} needs`, () => {
      const needs = Array.from(read('--dynamic').matchAll(/\(NEEDED\).*\[(.+)\]/g), ([, name = '']) => name);
      assert.ok(needs.length > 0);
      assert.deepEqual(
        needs.filter((name) => !LIBRARIES.test(name)),
        [],
      );
    });
  }
});

function isAtMost(version: string, limit: string): boolean {
  return version.localeCompare(limit, 'en', { numeric: true }) <= 0;
}
