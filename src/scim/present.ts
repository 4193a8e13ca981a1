import { formatDateTime } from './date-time.ts';
import { type Projection, project } from './project.ts';
import type { Json, JsonObject, StoredGroupReference, StoredMember, StoredResource } from './resource.ts';
import { GROUP, type ResourceType, USER } from './resource-types.ts';

export interface Presentation {
  /** The URL in front of `/Users`, without a slash at its end. */
  readonly baseUrl: string;
  readonly projection: Projection;
  /** The JSON of groups that users of one page share. */
  readonly groups?: Map<StoredGroupReference, string>;
}

/** The resource's version as an entity tag (RFC 7644 §3.14). */
export function versionTag({ version }: Pick<StoredResource, 'version'>): string {
  return `W/"${version}"`;
}

/** The URL of a resource, as in `meta.location` and the Location header. */
export function locationOf({ type, id }: Pick<StoredResource, 'type' | 'id'>, baseUrl: string): string {
  return urlOf(type, id, baseUrl);
}

/** The whole resource as clients see it (RFC 7643 §3), for filters to judge and projections to cut. */
export function toObject(resource: StoredResource, baseUrl: string): JsonObject {
  return JSON.parse(toText(resource, { baseUrl })) as JsonObject;
}

/** The resource as JSON text. What is stored is sent as it is when nothing of it is to be left out. */
export function presentResource(resource: StoredResource, presentation: Presentation): string {
  const { baseUrl, projection } = presentation;
  if (projection.whole) return toText(resource, presentation);
  return JSON.stringify(project(toObject(resource, baseUrl), projection));
}

/** What is stored, with what is not put behind it as text: to make an object first takes three times as long. */
function toText(resource: StoredResource, presentation: Pick<Presentation, 'baseUrl' | 'groups'>): string {
  const { text, groups, members } = resource;
  const { baseUrl } = presentation;
  let relations = '';
  if (groups !== undefined) {
    relations += `"groups":[${groups.map((group) => presentGroup(group, presentation)).join()}],`;
  }
  if (members !== undefined) {
    relations += `"members":${JSON.stringify(members.map((member) => memberOf(member, baseUrl)))},`;
  }
  return `${text.slice(0, -1)},${relations}"meta":${presentMeta(resource, baseUrl)}}`;
}

function presentGroup(
  group: StoredGroupReference,
  { baseUrl, groups: known }: Pick<Presentation, 'baseUrl' | 'groups'>,
): string {
  let text = known?.get(group);
  if (text === undefined) {
    const { id, display, direct } = group;
    const type = direct ? 'direct' : 'indirect';
    text = JSON.stringify({ value: id, $ref: urlOf(GROUP, id, baseUrl), display, type });
    known?.set(group, text);
  }
  return text;
}

function presentMeta(resource: StoredResource, baseUrl: string): string {
  const { type, created, lastModified } = resource;
  // Nobody knows when something was first written into a file.
  const times =
    type.declared === undefined
      ? `"created":"${formatDateTime(created)}","lastModified":"${formatDateTime(lastModified)}",`
      : '';
  const location = JSON.stringify(locationOf(resource, baseUrl));
  const version = JSON.stringify(versionTag(resource));
  return `{"resourceType":${JSON.stringify(type.name)},${times}"location":${location},"version":${version}}`;
}

/** The same text in pieces: a group is never in memory with all of its members, which stand at its end. */
export async function* presentResourceStream(
  { members = [], moreMembers, ...group }: StoredResource,
  presentation: Presentation,
): AsyncGenerator<string, void> {
  const head = presentResource(group, presentation);
  if (!presentation.projection.includes('members')) {
    yield head;
    return;
  }
  yield `${head.slice(0, -1)},"members":[`;
  let separator = '';
  for await (const slice of slicesOf(members, moreMembers)) {
    const text = presentMembers(slice, presentation);
    if (text === '') continue;
    yield separator + text;
    separator = ',';
  }
  yield ']}';
}

async function* slicesOf(
  first: readonly StoredMember[],
  more: StoredResource['moreMembers'],
): AsyncGenerator<readonly StoredMember[], void> {
  yield first;
  if (more !== undefined) yield* more;
}

/** Elements of `members` with the commas between them; empty when there are none. */
function presentMembers(members: readonly StoredMember[], { baseUrl, projection }: Presentation): string {
  const { members: elements = [] } = project(
    { members: members.map((each) => memberOf(each, baseUrl)) },
    projection,
  );
  return JSON.stringify(elements).slice(1, -1);
}

function memberOf({ id, type, display }: StoredMember, baseUrl: string): Json {
  return { value: id, $ref: urlOf(type === 'User' ? USER : GROUP, id, baseUrl), display, type };
}

/** Nearly all ids are UUIDs, and to see that takes a fifth of the time of encoding one. */
const PLAIN = /^[\w-]+$/;

function urlOf({ endpoint }: ResourceType, id: string, baseUrl: string): string {
  return `${baseUrl}${endpoint}/${PLAIN.test(id) ? id : encodeURIComponent(id)}`;
}
