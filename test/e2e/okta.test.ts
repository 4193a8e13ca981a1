import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject } from '../../src/scim/resource.ts';
import { at, objectsAt } from '../../src/selftest/scim-client.ts';
import { createOktaClient, type OktaClient, type OktaUser } from '../clients/okta/okta-client.ts';
import type { OktaApp } from '../clients/okta/okta-wire.ts';
import { freePort, npmStart, type Running, start, temporaryDirectory } from './processes.ts';

interface Quickstart extends AsyncDisposable {
  readonly server: Running;
  readonly scimUrl: string;
}

interface FirstStart extends Quickstart {
  readonly key: string;
  readonly secret: string;
}

/** Starts the quickstart and reads what a person would copy from its output. */
async function startQuickstart(...args: readonly string[]): Promise<Quickstart> {
  const server = start(npmStart(...args));
  const [, scimUrl = ''] = await server.match(/SCIM URL\s+(\S+)/);
  return { server, scimUrl, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function startFirst(...args: readonly string[]): Promise<FirstStart> {
  const quickstart = await startQuickstart(...args);
  const [, key = ''] = await quickstart.server.match(/Key\s+(cyk_\w{20})\s/);
  const [, secret = ''] = await quickstart.server.match(/Secret\s+(cys_\w{49})\s/);
  return { ...quickstart, key, secret };
}

function user(index: number): OktaUser {
  return {
    id: `00u${String(index).padStart(17, '0')}`,
    userName: `user${index}+test@example.com`,
    givenName: `Given ${index}`,
    familyName: 'Family',
  };
}

async function assignAll(okta: OktaClient, count: number): Promise<void> {
  for (let index = 0; index < count; index += 10) {
    const some = Array.from({ length: Math.min(10, count - index) }, (_, offset) => user(index + offset));
    await Promise.all(some.map((each) => okta.assign(each)));
  }
}

/** A user from assignment to reassignment. @returns the user's id */
async function liveThrough(okta: OktaClient): Promise<string> {
  const ada = { ...user(1000), userName: 'Ada.Lovelace+x@example.com', mapped: { title: 'Countess' } };
  const created = await okta.assign(ada);
  const id = String(at(created, 'id'));

  const updated = await okta.pushProfile(id, { displayName: 'Ada, Countess of Lovelace', title: '' });
  assert.equal(at(updated, 'displayName'), 'Ada, Countess of Lovelace');
  assert.equal(at(updated, 'title'), undefined);

  await okta.pushPassword(id, 'Some-0ther-Password');
  assert.equal(at(await okta.deactivate(id), 'active'), false);
  const inactive = await okta.importUsers();
  assert.ok(!inactive.some((each) => at(each, 'id') === id), 'an inactive user is not imported');

  const reassigned = await okta.assign(ada);
  assert.equal(at(reassigned, 'id'), id);
  assert.equal(at(reassigned, 'active'), true);
  return id;
}

/** A group from its first push to a membership that a rename has not touched. @returns its id and last member */
async function pushThrough(okta: OktaClient, users: readonly JsonObject[]): Promise<[string, string]> {
  const members = users.slice(0, 3).map((each) => ({
    value: String(at(each, 'id')),
    display: String(at(each, 'userName')),
  }));
  const [first, second, third] = members;
  assert.ok(first && second && third);
  const id = String(at(await okta.pushGroup('SRE: "On Call" & more', [first, second]), 'id'));
  await okta.renameGroup(id, 'SRE');
  await okta.changeMembers(id, { add: [third], remove: [first.value] });
  assert.deepEqual(await membersOf(okta, id), [second.value, third.value].sort());
  await okta.pushNow(id, [third]);
  assert.deepEqual(await membersOf(okta, id), [third.value]);
  return [id, third.value];
}

async function membersOf(okta: OktaClient, groupId: string): Promise<readonly string[]> {
  const group = (await okta.importGroups()).find((each) => at(each, 'id') === groupId);
  return objectsAt(group, 'members')
    .map((member) => String(at(member, 'value')))
    .sort();
}

describe('Okta provisions the tenant of a quickstart', () => {
  for (const [dialect, spaces] of [
    ['aiw', '%20'],
    ['oin', '+'],
  ] as const) {
    test(`as an app of the kind ${dialect}, over a kill -9`, { timeout: 120_000 }, async () => {
      using data = temporaryDirectory();
      const options = ['--data', data.path, '--port', String(await freePort())];
      await using first = await startFirst(...options);
      const app: OktaApp = {
        baseUrl: first.scimUrl,
        username: first.key,
        password: first.secret,
        dialect,
        spaces,
        fetch,
      };
      const okta = createOktaClient(app);

      await okta.testCredentials({ importGroups: true });
      const id = await liveThrough(okta);
      await assignAll(okta, 250);
      const imported = await okta.importUsers();
      assert.equal(imported.length, 251);
      assert.equal(new Set(imported.map((each) => at(each, 'id'))).size, 251);
      const [groupId, member] = await pushThrough(okta, imported);
      const unlinked = String(at(await okta.pushGroup('Short-lived', []), 'id'));
      await okta.unlinkGroup(unlinked, { deleteGroup: true });

      const before = [await okta.importUsers(), await okta.importGroups()];
      assert.deepEqual(
        before[1]?.map((group) => [at(group, 'id'), at(group, 'displayName')]),
        [[groupId, 'SRE']],
      );

      await first.server.kill('SIGKILL');
      await using second = await startQuickstart(...options);
      assert.equal(second.scimUrl, first.scimUrl);
      await second.server.match(/not shown again/);
      assert.deepEqual([await okta.importUsers(), await okta.importGroups()], before);
      assert.deepEqual(await membersOf(okta, groupId), [member]);
      assert.equal(at(await okta.deactivate(id), 'active'), false);
    });
  }

  test('and finds after a kill -9 every write that was answered', { timeout: 60_000 }, async () => {
    using data = temporaryDirectory();
    const options = ['--data', data.path, '--port', String(await freePort())];
    await using first = await startFirst(...options);
    const okta = createOktaClient({
      baseUrl: first.scimUrl,
      username: first.key,
      password: first.secret,
      dialect: 'oin',
      spaces: '%20',
      fetch,
    });
    const answered: string[] = [];
    let killed: Promise<void> | undefined;
    const assigning = Array.from({ length: 60 }, async (_, index) => {
      answered.push(String(at(await okta.assign(user(index)), 'id')));
      if (answered.length === 20) killed = first.server.kill('SIGKILL');
    });
    await Promise.allSettled(assigning);
    await killed;
    assert.ok(answered.length >= 20);

    await using second = await startQuickstart(...options);
    assert.equal(second.scimUrl, first.scimUrl);
    const found = new Set((await okta.importUsers()).map((each) => at(each, 'id')));
    assert.deepEqual(
      answered.filter((id) => !found.has(id)),
      [],
    );
  });
});
