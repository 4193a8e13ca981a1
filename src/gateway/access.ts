import { hash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { readBody } from '../http/body.ts';
import type { HttpEnv } from '../http/environment.ts';
import { bindMethods } from '../http/methods.ts';
import { invalidValue, payloadTooLarge } from '../scim/errors.ts';
import { isNotModified } from '../scim/preconditions.ts';
import { isActive, isJsonObject, type JsonObject, type StoredResource } from '../scim/resource.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import type { Position, Subject, Subjects } from '../store/port.ts';
import { formatPosition } from './position.ts';
import { replyJson, replyUnchanged } from './reply.ts';
import type { SubjectAttribute } from './subject-attributes.ts';

export interface AccessDependencies {
  readonly subjects: Subjects;
  readonly userType: ResourceType;
  /** The attributes that a SAML subject may be the value of, in the order in which they are tried. */
  readonly subjectAttributes: readonly SubjectAttribute[];
  readonly bodyBytes: number;
}

/** Why a subject may sign in (`active`), or may not. `ambiguous`: several users have that value. */
export type Reason = 'active' | 'disabled' | 'deleted' | 'unknown' | 'ambiguous';

/** May this SAML subject sign in? What else is in it is for the session: who it is, and in which groups. */
export interface Decision {
  readonly subject: string;
  readonly allowed: boolean;
  readonly reason: Reason;
  readonly user?: { readonly id: string; readonly userName: string; readonly displayName: string };
  /** Of one who may sign in: all groups, the direct ones first. */
  readonly groups?: readonly {
    readonly id: string;
    readonly displayName: string;
    readonly direct: boolean;
  }[];
}

/** The most subjects that are asked for at once. */
const MAX_SUBJECTS = 1000;
/** Longer than any NameID (SAML 2.0 Core §8.3 allows 256 characters to those it describes). */
const MAX_SUBJECT_LENGTH = 1024;

/** `/access`: whether a SAML subject may sign in now, asked for one by GET and for many by POST. */
export function accessRoutes(dependencies: AccessDependencies): Hono<HttpEnv> {
  const { subjects, userType, subjectAttributes, bodyBytes } = dependencies;
  const paths = subjectAttributes.map(({ path }) => path);
  const app = new Hono<HttpEnv>();

  function find(c: Context<HttpEnv>, subject: string): Promise<Subject> {
    return subjects.find({ tenant: c.get('caller').tenant, type: userType }, subject, paths);
  }

  bindMethods(app, '/access', {
    async GET(c) {
      const subject = readSubject(c.req.query('subject'), 'subject');
      const found = await find(c, subject);
      const decision = JSON.stringify(decide(subject, found));
      // The tag is of the decision alone: it stays while others in the tenant change.
      const tag = hash('sha1', decision, 'base64url');
      const headers = { ETag: `W/"${tag}"`, 'Cache-Control': 'private, no-cache' };
      if (isNotModified(c.req.header('if-none-match'), { version: tag })) return replyUnchanged(c, headers);
      const state = JSON.stringify(presentState(found.position));
      return replyJson(c, `${decision.slice(0, -1)},${state.slice(1)}`, headers);
    },
    async POST(c) {
      const names = readSubjects(await readBody(c, bodyBytes));
      // All of them are read in one turn of the event loop, and so of one state.
      const found = await Promise.all(names.map((subject) => find(c, subject)));
      const state = presentState(found[0]?.position ?? { sequence: 0, digest: '' });
      const decisions = found.map((each, index) => decide(names[index] ?? '', each));
      return replyJson(c, JSON.stringify({ ...state, decisions }), { 'Cache-Control': 'no-store' });
    },
  });
  return app;
}

/** The state that an answer is of: its number, to compare, and where the feed goes on behind it. */
function presentState(position: Position) {
  return { asOf: position.sequence, position: formatPosition(position) };
}

/** What follows from what the directory knows of a subject. */
export function decide(subject: string, { users, wasDeleted }: Subject): Decision {
  const [user, another] = users;
  if (user === undefined) return { subject, allowed: false, reason: wasDeleted ? 'deleted' : 'unknown' };
  if (another !== undefined) return { subject, allowed: false, reason: 'ambiguous' };
  const attributes = JSON.parse(user.text) as JsonObject;
  const { userName, displayName } = attributes;
  const name = String(userName ?? '');
  const who = { id: user.id, userName: name, displayName: String(displayName ?? name) };
  if (!isActive(attributes)) return { subject, allowed: false, reason: 'disabled', user: who };
  return { subject, allowed: true, reason: 'active', user: who, groups: groupsOf(user) };
}

function groupsOf({ groups = [] }: StoredResource): NonNullable<Decision['groups']> {
  return groups.map(({ id, display, direct }) => ({ id, displayName: display, direct }));
}

function readSubjects(body: unknown): readonly string[] {
  const { subjects } = isJsonObject(body) ? body : {};
  if (!Array.isArray(subjects) || subjects.length === 0) {
    throw invalidValue('The body is {"subjects": ["…", …]}.');
  }
  if (subjects.length > MAX_SUBJECTS) throw payloadTooLarge(`Ask for at most ${MAX_SUBJECTS} subjects.`);
  return subjects.map((subject) => readSubject(subject, 'subjects'));
}

function readSubject(text: unknown, name: string): string {
  if (typeof text === 'string' && text !== '' && text.length <= MAX_SUBJECT_LENGTH) return text;
  throw invalidValue(`"${name}" is the NameID of a SAML subject, of 1 to ${MAX_SUBJECT_LENGTH} characters.`);
}
