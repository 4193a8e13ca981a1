import { BUILT_IN_RESOURCE_TYPES, USER } from '../../../src/scim/resource-types.ts';
import { openStore } from '../../../src/store/open.ts';
import { ACME, Directory } from '../fixture.ts';

const PARALLEL = 8;

const [file, name, count] = process.argv.slice(2);
const store = await openStore(`sqlite:${file}`, { resourceTypes: BUILT_IN_RESOURCE_TYPES, now: Date.now });
const directory = new Directory(store, ACME);
let next = 0;

async function write(): Promise<void> {
  while (next < Number(count)) {
    next += 1;
    const creation = directory.creation(USER, { userName: `${name}${next}` });
    await store.resources.write(creation);
    process.stdout.write(`${creation.target.id}\n`);
  }
}

await Promise.all(Array.from({ length: PARALLEL }, write));
await store[Symbol.asyncDispose]();
