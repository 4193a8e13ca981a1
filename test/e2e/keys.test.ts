import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { at, type ScimAnswer } from '../../src/selftest/scim-client.ts';
import { startService } from './service.ts';

const service = await startService({ identityProviders: ['rotated', 'revoked', 'disabled'] });
after(() => service[Symbol.asyncDispose]());

/** Switches an identity provider's auto-provisioning on, which issues its key. */
function enable(identityProvider: string) {
  return service.issue('idp', 'enable', identityProvider, '--tenant', 'acme');
}

function assertError(answer: ScimAnswer, status: number, detail: RegExp): void {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers.get('content-type'), 'application/scim+json');
  assert.deepEqual(at(answer.body, 'schemas'), ['urn:ietf:params:scim:api:messages:2.0:Error']);
  assert.equal(at(answer.body, 'status'), String(status));
  assert.match(String(at(answer.body, 'detail')), detail);
}

describe('while the server runs', { timeout: 120_000 }, () => {
  test('a rotated key lives on until its overlap ends, and then only the next one is taken', async () => {
    const rotate = (overlap: string) =>
      service.issue('key', 'rotate', '--tenant', 'acme', '--idp', 'rotated', '--overlap', overlap);
    const first = await enable('rotated');
    const second = await rotate('1h');
    for (const pair of [first, second]) assert.equal((await service.ask(pair)).status, 200);

    const third = await rotate('1s');
    while ((await service.ask(second)).status === 200) await sleep(100);
    for (const pair of [first, second]) assertError(await service.ask(pair), 401, /no longer valid/);
    assert.equal((await service.ask(third)).status, 200);
  });

  test('a key that the command line revokes is refused by the next request', async () => {
    const pair = await enable('revoked');
    assert.equal((await service.ask(pair)).status, 200);
    await service.cli('key', 'revoke', pair.key, '--yes');
    assertError(await service.ask(pair), 401, /no longer valid/);
  });

  test('an identity provider that is disabled is told so, and served again when enabled', async () => {
    const pair = await enable('disabled');
    assert.equal((await service.ask(pair)).status, 200);
    await service.cli('idp', 'disable', 'disabled', '--tenant', 'acme');
    assertError(await service.ask(pair), 403, /[Aa]uto-provisioning is off.*disabled/);
    await service.cli('idp', 'enable', 'disabled', '--tenant', 'acme');
    assert.equal((await service.ask(pair)).status, 200);
  });
});
