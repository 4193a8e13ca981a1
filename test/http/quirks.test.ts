import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openFixture, user } from './app-fixture.ts';

describe("a client's quirk", () => {
  test("is mended for that client's identity provider, and counted", async () => {
    const quirks: string[] = [];
    await using fixture = await openFixture({
      observeQuirk: (quirk, { key, identityProvider }) =>
        quirks.push(`${key.id} ${identityProvider.name} ${quirk}`),
    });
    const { request, createUser, saveIdentityProvider } = fixture;
    await createUser({ userName: 'ada', externalId: 'jyoung' });
    const find = () => request('GET', '/Users?filter=externalId+eq+jyoung');
    assert.equal((await find()).status, 400);
    await saveIdentityProvider({ vendor: 'entra' });
    assert.equal((await find()).body.totalResults, 1);
    assert.deepEqual(quirks, [`${fixture.key} okta unquoted-filter-value`]);
  });

  test('is mended in bodies, those in a bulk request too', async () => {
    const quirks: string[] = [];
    await using fixture = await openFixture({
      identityProvider: { vendor: 'onelogin' },
      observeQuirk: (quirk) => quirks.push(quirk),
    });
    const { request } = fixture;
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const data = (userName: string) => user({ userName, [enterprise]: { manager: { managerId: '7' } } });
    await request('POST', '/Users', { body: data('a') });
    const Operations = [{ method: 'POST', path: '/Users', bulkId: 'b', data: data('b') }];
    await request('POST', '/Bulk', { body: { Operations } });
    const { body } = await request('GET', '/Users');
    assert.deepEqual(
      body.Resources.map((each: typeof body) => each[enterprise].manager.value),
      ['7', '7'],
    );
    assert.deepEqual(quirks, ['manager-id', 'manager-id']);
  });
});
