import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openStore } from '../../../src/store/open.ts';
import { storeContract } from '../../store-contract.ts';

const directory = mkdtempSync(join(tmpdir(), 'cyolo-scim-store-'));
after(() => rmSync(directory, { recursive: true }));
let files = 0;

storeContract('SQLite in memory', (options) => openStore('sqlite::memory:', options));
storeContract('SQLite in a file', (options) => {
  files += 1;
  return openStore(`sqlite:${join(directory, `${files}.db`)}`, options);
});
