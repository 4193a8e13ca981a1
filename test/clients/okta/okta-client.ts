import { isJsonObject, type JsonObject } from '../../../src/scim/resource.ts';
import { at, objectsAt } from '../../../src/selftest/scim-client.ts';
import { createOktaWire, type Exchange, type OktaApp } from './okta-wire.ts';

const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
/** Okta asks for pages of this size, whatever the server would like. */
const PAGE = 100;

/** A user of Okta that is assigned to the app: what Okta's profile mapping gives for it. */
export interface OktaUser {
  /** Okta's own id, `00u…`; becomes our externalId. */
  readonly id: string;
  readonly userName: string;
  readonly givenName: string;
  readonly familyName: string;
  /** Further mapped attributes, extensions included. */
  readonly mapped?: JsonObject;
}

export interface OktaMember {
  readonly value: string;
  readonly display: string;
}

/** The tasks of an Okta app with provisioning. Each throws OktaTaskError where Okta would show a failed task. */
export interface OktaClient {
  readonly exchanges: readonly Exchange[];
  /** "Test API Credentials", and every save of "To App". */
  testCredentials(options: { readonly importGroups: boolean }): Promise<void>;
  /** Assigns a user: links the one that has the userName, or creates it. @returns the user as the server has it */
  assign(user: OktaUser): Promise<JsonObject>;
  pushProfile(id: string, changes: JsonObject): Promise<JsonObject>;
  deactivate(id: string): Promise<JsonObject>;
  pushPassword(id: string, password: string): Promise<void>;
  /** Reads all pages. @returns the users that Okta takes over: those that are active */
  importUsers(): Promise<readonly JsonObject[]>;
  importGroups(): Promise<readonly JsonObject[]>;
  /** Pushes a group for the first time: links the one of that name, or creates it. */
  pushGroup(name: string, members: readonly OktaMember[]): Promise<JsonObject>;
  renameGroup(id: string, name: string): Promise<void>;
  changeMembers(id: string, change: MemberChange): Promise<void>;
  /** "Push Now": these members and no others. */
  pushNow(id: string, members: readonly OktaMember[]): Promise<void>;
  /** Ends the push of a group; leaving it in place sends nothing. */
  unlinkGroup(id: string, options: { readonly deleteGroup: boolean }): Promise<void>;
}

export interface MemberChange {
  readonly add: readonly OktaMember[];
  readonly remove: readonly string[];
}

/** Okta's SCIM client, as far as a server can tell it from the real one. */
export function createOktaClient(app: OktaApp): OktaClient {
  const wire = createOktaWire(app);
  const byPatch = app.dialect === 'oin';

  const read = (task: string, path: string) => wire.send({ task, method: 'GET', path, expect: [200] });
  const put = (task: string, path: string, body: JsonObject) =>
    wire.send({ task, method: 'PUT', path, body, expect: [200] });
  const patch = (task: string, path: string, ...operations: readonly JsonObject[]) =>
    wire.send({
      task,
      method: 'PATCH',
      path,
      body: { schemas: [PATCH_OP], Operations: operations },
      expect: [200, 204],
    });

  async function find(task: string, path: string, by: readonly [string, string]) {
    const list = await read(task, `${path}${wire.filter(...by)}&startIndex=1&count=${PAGE}`);
    requireCounters(list);
    return objectsAt(list, 'Resources')[0];
  }

  /** Okta changes a user by PUT of what it has just read, with its own values laid over it. */
  async function readAndPut(task: string, id: string, changes: JsonObject): Promise<JsonObject> {
    const current = await read(task, `/Users/${id}`);
    return put(task, `/Users/${id}`, merge(current, changes));
  }

  async function importAll(path: string): Promise<readonly JsonObject[]> {
    const found: JsonObject[] = [];
    for (let startIndex = 1; ; startIndex += PAGE) {
      const list = await read('Import', `${path}?startIndex=${startIndex}&count=${PAGE}`);
      requireCounters(list);
      found.push(...objectsAt(list, 'Resources'));
      if (startIndex + Number(at(list, 'itemsPerPage')) > Number(at(list, 'totalResults'))) return found;
    }
  }

  async function putGroup(id: string, displayName: string, members: readonly OktaMember[]): Promise<void> {
    await put('Group push', `/Groups/${id}`, {
      schemas: [GROUP_SCHEMA],
      id,
      displayName,
      members: members.map((member) => ({ ...member })),
    });
  }

  async function readMembers(id: string): Promise<{ name: string; members: readonly OktaMember[] }> {
    const group = await read('Group push', `/Groups/${id}`);
    const members = objectsAt(group, 'members').map((member) => ({
      value: String(at(member, 'value')),
      display: String(at(member, 'display')),
    }));
    return { name: String(at(group, 'displayName')), members };
  }

  async function patchName(id: string, displayName: string): Promise<void> {
    await patch('Group push', `/Groups/${id}`, { op: 'replace', value: { id, displayName } });
  }

  async function pushNow(id: string, members: readonly OktaMember[]): Promise<void> {
    if (!byPatch) return putGroup(id, (await readMembers(id)).name, members);
    const value = members.map((member) => ({ ...member }));
    await patch('Group push', `/Groups/${id}`, { op: 'replace', path: 'members', value });
  }

  return {
    exchanges: wire.exchanges,

    async testCredentials({ importGroups }) {
      requireCounters(await read('Test API Credentials', '/Users?startIndex=1&count=2'));
      if (importGroups) {
        requireCounters(await read('Test API Credentials', `/Groups?startIndex=1&count=${PAGE}`));
      }
    },

    async assign(user) {
      const task = `Automatic provisioning of user ${user.userName}`;
      const found = await find(task, '/Users', ['userName', user.userName]);
      if (found === undefined) {
        const body = { ...profileOf(user), groups: [], password: '1mz050nqR2', active: true };
        const created = await wire.send({ task, method: 'POST', path: '/Users', body, expect: [201] });
        if (at(created, 'id') === undefined) throw new Error('Create new user returned empty user.');
        return created;
      }
      const id = String(at(found, 'id'));
      if (byPatch && at(found, 'active') === false) {
        await patch(task, `/Users/${id}`, { op: 'replace', value: { active: true } });
      }
      return readAndPut(task, id, { ...profileOf(user), active: true });
    },

    pushProfile: (id, changes) => readAndPut('Push profile update', id, changes),

    deactivate(id) {
      const change = { active: false };
      return byPatch
        ? patch('Deactivate user', `/Users/${id}`, { op: 'replace', value: change })
        : readAndPut('Deactivate user', id, change);
    },

    async pushPassword(id, password) {
      if (byPatch) await patch('Sync password', `/Users/${id}`, { op: 'replace', value: { password } });
      else await readAndPut('Sync password', id, { password });
    },

    async importUsers() {
      return (await importAll('/Users')).filter((user) => at(user, 'active') === true);
    },

    importGroups: () => importAll('/Groups'),

    async pushGroup(displayName, members) {
      const found = await find('Group push', '/Groups', ['displayName', displayName]);
      const group =
        found ??
        (await wire.send({
          task: `Error while creating user group ${displayName}`,
          method: 'POST',
          path: '/Groups',
          body: { schemas: [GROUP_SCHEMA], displayName, members: [] },
          expect: [201],
        }));
      const id = String(at(group, 'id'));
      if (byPatch) await patchName(id, displayName);
      await pushNow(id, members);
      return group;
    },

    async renameGroup(id, name) {
      if (byPatch) return patchName(id, name);
      await putGroup(id, name, (await readMembers(id)).members);
    },

    async changeMembers(id, { add, remove }) {
      const { name, members } = await readMembers(id);
      if (!byPatch) {
        const kept = members.filter(({ value }) => !remove.includes(value));
        return putGroup(id, name, [...kept, ...add]);
      }
      await patchName(id, name);
      await patch(
        'Group push',
        `/Groups/${id}`,
        ...remove.map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` })),
        ...(add.length === 0
          ? []
          : [{ op: 'add', path: 'members', value: add.map((member) => ({ ...member })) }]),
      );
    },

    pushNow,

    async unlinkGroup(id, { deleteGroup }) {
      if (!deleteGroup) return;
      await wire.send({
        task: 'Unlink group',
        method: 'DELETE',
        path: `/Groups/${id}`,
        expect: [204],
      });
    },
  };
}

function profileOf(user: OktaUser): JsonObject {
  const { givenName, familyName, userName } = user;
  return {
    schemas: [USER_SCHEMA],
    userName,
    name: { givenName, familyName },
    emails: [{ primary: true, value: userName, type: 'work' }],
    displayName: `${givenName} ${familyName}`,
    locale: 'en-US',
    externalId: user.id,
    ...user.mapped,
  };
}

/** Lays Okta's values over what the server returned: object by object, arrays as a whole, `schemas` joined. */
function merge(current: JsonObject, changes: JsonObject): JsonObject {
  const merged: Record<string, JsonObject[string]> = { ...current };
  for (const [name, value] of Object.entries(changes)) {
    const old = current[name];
    if (name === 'schemas') merged[name] = [...new Set([...stringsOf(old), ...stringsOf(value)])];
    else merged[name] = isJsonObject(value) && isJsonObject(old) ? merge(old, value) : value;
  }
  return merged;
}

function stringsOf(value: JsonObject[string] | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** A counter that is no number makes Okta stop without a word. */
function requireCounters(list: JsonObject): void {
  for (const counter of ['totalResults', 'startIndex', 'itemsPerPage']) {
    if (typeof at(list, counter) !== 'number') throw new Error(`Okta stops here: ${counter} is no number.`);
  }
}
