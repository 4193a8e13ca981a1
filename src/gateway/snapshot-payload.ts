import { valuesAt } from '../scim/filter/evaluate.ts';
import { attributesOf, isActive, type JsonObject, type StoredResource } from '../scim/resource.ts';
import { GROUP, type ResourceType } from '../scim/resource-types.ts';
import type { Snapshot } from '../store/port.ts';
import { formatPosition } from './position.ts';
import type { SubjectAttribute } from './subject-attributes.ts';

interface Contents {
  readonly userType: ResourceType;
  readonly subjectAttributes: readonly SubjectAttribute[];
}

/** The JSON text of a snapshot in pieces: its claims, then the groups, then the users. */
export async function* presentSnapshot(
  claims: JsonObject,
  snapshot: Snapshot,
  { userType, subjectAttributes }: Contents,
): AsyncGenerator<string, void> {
  const head = {
    ...claims,
    asOf: snapshot.position.sequence,
    position: formatPosition(snapshot.position),
    subjectAttributes: subjectAttributes.map(({ name, caseExact }) => ({ name, caseExact })),
  };
  yield `${JSON.stringify(head).slice(0, -1)},"groups":[`;
  yield* presentAll(snapshot.read(GROUP, { relations: false }), presentGroup);
  yield '],"users":[';
  yield* presentAll(snapshot.read(userType, { relations: true }), (user) =>
    presentUser(user, subjectAttributes),
  );
  yield ']}';
}

async function* presentAll(
  slices: AsyncIterable<readonly StoredResource[]>,
  present: (resource: StoredResource) => JsonObject,
): AsyncGenerator<string, void> {
  let separator = '';
  for await (const slice of slices) {
    if (slice.length === 0) continue;
    yield separator + slice.map((resource) => JSON.stringify(present(resource))).join(',');
    separator = ',';
  }
}

function presentGroup(group: StoredResource): JsonObject {
  return { id: group.id, displayName: attributesOf(group)['displayName'] ?? '' };
}

/** What an access decision takes, and no more. One who may not sign in has no groups. */
function presentUser(user: StoredResource, subjectAttributes: readonly SubjectAttribute[]): JsonObject {
  const attributes = attributesOf(user);
  const active = isActive(attributes);
  return {
    id: user.id,
    active,
    subjects: Object.fromEntries(
      subjectAttributes.map(({ name, path }) => [name, [...valuesAt(path, attributes)]]),
    ),
    groups: active ? (user.groups ?? []).map(({ id }) => id) : [],
  };
}
