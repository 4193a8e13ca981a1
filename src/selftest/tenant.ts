import type { JsonObject } from '../scim/resource.ts';
import { GROUP, USER } from '../scim/resource-types.ts';
import { at, objectsAt, query, type ScimClient } from './scim-client.ts';

/** A throw-away tenant under test: its client, and the few steps that most checks begin with. */
export interface Tenant extends ScimClient {
  /** A name that nothing in the tenant has yet. */
  newName(): string;
  /** Creates a user of a new name. @throws Error when the server refuses */
  createUser(attributes?: JsonObject): Promise<JsonObject>;
  createGroup(attributes?: JsonObject): Promise<JsonObject>;
  /** All resources below an endpoint that match a filter, at most one page of them. */
  find(endpoint: string, filter: string): Promise<readonly JsonObject[]>;
}

/** @param run tells the names of this run from those of others in the same tenant */
export function createTenant(client: ScimClient, run: string): Tenant {
  let names = 0;
  const newName = () => `${run}-${++names}`;

  async function create(path: string, body: JsonObject): Promise<JsonObject> {
    const answer = await client.post(path, body);
    if (answer.status !== 201) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  }

  return {
    ...client,
    newName,
    createUser: (attributes = {}) =>
      create('/Users', {
        schemas: [USER.schema.id],
        userName: newName(),
        name: { givenName: 'Given', familyName: 'Family' },
        active: true,
        ...attributes,
      }),
    createGroup: (attributes = {}) =>
      create('/Groups', { schemas: [GROUP.schema.id], displayName: newName(), ...attributes }),
    async find(endpoint, filter) {
      const answer = await client.get(`${endpoint}${query({ filter })}`);
      if (answer.status !== 200) throw new Error(`${filter} answered ${answer.status}: ${answer.text}`);
      return objectsAt(answer.body, 'Resources');
    },
  };
}

/** The path of a resource below the SCIM URL. */
export function pathOf(resource: JsonObject): string {
  return `/${at(resource, 'meta', 'resourceType')}s/${at(resource, 'id')}`;
}
