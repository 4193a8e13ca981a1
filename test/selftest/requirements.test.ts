import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { applies, REQUIREMENTS } from '../../src/selftest/requirements.ts';
import { createScimClient } from '../../src/selftest/scim-client.ts';
import { createTenant } from '../../src/selftest/tenant.ts';
import { openTestTenant } from '../clients/test-tenant.ts';

const server = await openTestTenant();
const scim = createScimClient(server);
const { body: config } = await scim.get('/ServiceProviderConfig');
after(() => server[Symbol.asyncDispose]());

describe('the requirements of the RFCs', () => {
  for (const requirement of REQUIREMENTS) {
    const { id, level, text } = requirement;
    test(`${id} ${level}: ${text}`, { skip: !applies(requirement, config) }, () =>
      requirement.check(createTenant(scim, id)),
    );
  }
});

describe('the table of requirements', () => {
  test('gives every requirement an id of its own', () => {
    const ids = REQUIREMENTS.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.length > 100);
  });

  test('finds fault with a server that answers everything alike', async () => {
    const careless = createScimClient({ ...server, fetch: async () => Response.json({ totalResults: 0 }) });
    for (const { id, check } of REQUIREMENTS) {
      await assert.rejects(check(createTenant(careless, id)), Error, id);
    }
  });
});
