import { formatDateTime } from './date-time.ts';
import { type Projection, project } from './project.ts';
import { remember } from './remember.ts';
import type { Json, JsonObject, StoredGroupReference, StoredMember, StoredResource } from './resource.ts';
import { GROUP, type ResourceType, USER } from './resource-types.ts';

/** By what a resource is found. */
interface Reference {
  readonly type: ResourceType;
  readonly id: string;
}

/** A text in pieces, to be written one behind the other. */
export type Pieces = readonly string[];

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

/** The URL of a resource, as in `meta.location` and the headers Location and Content-Location. */
export function locationOf(resource: Reference, baseUrl: string): string {
  return baseUrl + pathOf(resource);
}

/** The whole resource as clients see it (RFC 7643 §3), for filters to judge and projections to cut. */
export function toObject(resource: StoredResource, baseUrl: string): JsonObject {
  return JSON.parse(resource.text.slice(0, -1) + presentRest(resource, { baseUrl })) as JsonObject;
}

/**
 * The resource as JSON text, in pieces. What is stored is sent as it is when nothing of it is to be left out: to make an
 * object first takes three times as long, and to copy the text into a longer one is not for nothing either.
 */
export function presentResource(resource: StoredResource, presentation: Presentation): Pieces {
  const { baseUrl, projection } = presentation;
  if (projection.whole) return [resource.text.slice(0, -1), presentRest(resource, presentation)];
  return [JSON.stringify(project(toObject(resource, baseUrl), projection))];
}

/** What is put behind the attributes that are stored. */
function presentRest(
  resource: StoredResource,
  presentation: Pick<Presentation, 'baseUrl' | 'groups'>,
): string {
  const { groups, members } = resource;
  const { baseUrl } = presentation;
  let relations = '';
  if (groups !== undefined) {
    relations += `,"groups":[${groups.map((group) => presentGroup(group, presentation)).join()}]`;
  }
  if (members !== undefined) {
    relations += `,"members":${JSON.stringify(members.map((member) => memberOf(member, baseUrl)))}`;
  }
  return `${relations},"meta":${presentMeta(resource, baseUrl)}}`;
}

function presentGroup(
  group: StoredGroupReference,
  { baseUrl, groups: known }: Pick<Presentation, 'baseUrl' | 'groups'>,
): string {
  let text = known?.get(group);
  if (text === undefined) {
    const { id, display, direct } = group;
    const type = direct ? 'direct' : 'indirect';
    text = JSON.stringify({ value: id, $ref: locationOf({ type: GROUP, id }, baseUrl), display, type });
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
  const location = inJson(baseUrl) + pathOf(resource);
  const version = inJson(versionTag(resource));
  return `{"resourceType":"${type.name}",${times}"location":"${location}","version":"${version}"}`;
}

/** The same text in pieces: a group is never in memory with all of its members, which stand at its end. */
export async function* presentResourceStream(
  { members = [], moreMembers, ...group }: StoredResource,
  presentation: Presentation,
): AsyncGenerator<string, void> {
  const head = presentResource(group, presentation).join('');
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
  const reference = { type: type === 'User' ? USER : GROUP, id };
  return { value: id, $ref: locationOf(reference, baseUrl), display, type };
}

/** Nearly all ids are UUIDs, and to see that takes a fifth of the time of encoding one. */
const PLAIN = /^[\w-]+$/;

/** The path of a resource behind the base URL; nothing in it has to be escaped in JSON. */
function pathOf({ type, id }: Reference): string {
  return `${type.endpoint}/${PLAIN.test(id) ? id : encodeURIComponent(id)}`;
}

const MOST_TEXTS = 1000;
/** A text of few, as it stands in JSON between its quotes. */
const inJson = remember(MOST_TEXTS, (text: string) => JSON.stringify(text).slice(1, -1));
