import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../src/config/load.ts';
import { buildResourceTypes } from '../../src/config/resource-types.ts';

test('the example for test suites is a configuration, with a type that requires its extension', () => {
  const path = fileURLToPath(new URL('../../examples/conformance/config.yaml', import.meta.url));
  const types = buildResourceTypes(loadConfig({ path, env: {} }));
  const added = types.find(({ endpoint }) => endpoint === '/TestResources');
  assert.deepEqual(
    added?.extensions.map(({ required }) => required),
    [true],
  );
});
