import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { parseConfig } from '../../src/config/load.ts';
import { ConfigError, type Problem } from '../../src/config/problem.ts';
import type { Config } from '../../src/config/schema.ts';

/** A directory for the files of one test file, removed after it. */
export function makeDirectory(): {
  readonly directory: string;
  write(name: string, text: string | Uint8Array): string;
} {
  const directory = mkdtempSync(join(tmpdir(), 'cyolo-scim-config-'));
  after(() => rmSync(directory, { recursive: true }));
  return {
    directory,
    write(name, text) {
      writeFileSync(join(directory, name), text);
      return join(directory, name);
    },
  };
}

/** Reads a configuration without a file or an environment. */
export function read(raw: unknown): Config {
  return parseConfig(raw, { env: {}, directory: '/nowhere' });
}

/** The problems of a configuration that must not be taken. */
export function problemsIn(act: () => unknown): readonly Problem[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return assert.fail('the configuration was taken');
}
