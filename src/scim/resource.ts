import type { ResourceType } from './resource-types.ts';

declare const brand: unique symbol;

/** The identifier that the service gave a resource (RFC 7643 §3.1): a UUID, stable and never given again. */
export type ResourceId = string & { readonly [brand]: 'ResourceId' };

/** A JSON value as parsed, every level readonly. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/**
 * What a client may set of a resource, in canonical form: attribute names as the schema spells them and in its order,
 * values of the schema's types, nothing unassigned, nothing read-only, no `id`, `meta`, `groups`, and no `members`
 * (which are rows of their own). `schemas` comes first. Extension attributes stand under the extension's URN.
 */
export type ResourceAttributes = JsonObject;

/** An element of a group's `members`, as a client named it. */
export interface Member {
  readonly value: string;
  readonly type?: 'User' | 'Group';
}

/** What a request does to a group's members, in its order. `where` judges a member as presented (RFC 7644 §3.5.2.2). */
export type MemberOperation =
  | { readonly op: 'add'; readonly members: readonly Member[] }
  | { readonly op: 'remove'; readonly values: readonly string[] }
  | { readonly op: 'removeWhere'; readonly where: (member: JsonObject) => boolean }
  | { readonly op: 'replace'; readonly members: readonly Member[] };

/** What a write makes of a resource: its attributes, and for a group what happens to its members. */
export interface ResourceChange {
  readonly attributes: ResourceAttributes;
  readonly members: readonly MemberOperation[];
}

/** A resource as stored. Times are milliseconds since 1970. */
export interface StoredResource {
  readonly id: ResourceId;
  readonly type: ResourceType;
  /** The ResourceAttributes as canonical JSON text, with `id` right behind `schemas`. */
  readonly text: string;
  /** Starts at 1 and grows with each change. */
  readonly version: number;
  readonly created: number;
  readonly lastModified: number;
  /** Name of the identity provider whose key was the first to write the resource; undefined while none was. */
  readonly source: string | undefined;
  /** Of a user, when asked for: all groups, direct ones first. */
  readonly groups?: readonly StoredGroupReference[];
  /** Of a group, when asked for: the first members; `moreMembers` gives the rest in slices. */
  readonly members?: readonly StoredMember[];
  readonly moreMembers?: AsyncIterable<readonly StoredMember[]>;
}

export interface StoredGroupReference {
  readonly id: ResourceId;
  readonly display: string;
  readonly direct: boolean;
}

export interface StoredMember {
  readonly id: ResourceId;
  readonly type: 'User' | 'Group';
  readonly display: string;
}

/** What the client has set of a stored resource. */
export function attributesOf({ text }: Pick<StoredResource, 'text'>): ResourceAttributes {
  const { id: _, ...attributes } = JSON.parse(text) as JsonObject;
  return attributes;
}

const ASCII = /^[\0-\x7f]*$/;
const DOTLESS_I = 'ı';

/**
 * The folding under which names are compared when `caseExact` is false: NFC, then Unicode case folding. Where changing
 * the case of letters back and forth does otherwise, folding goes by the letter: a dotless i is no i, a capital sharp s
 * is a sharp s, and a sigma is the same wherever it stands.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const parts = text.normalize('NFC').toLowerCase().split(DOTLESS_I);
  const folded = parts.map((part) => part.toUpperCase().toLowerCase()).join(DOTLESS_I);
  return folded.replaceAll('ς', 'σ').normalize('NFC');
}

/** Whether a user may sign in. Only `active: true` says so: nobody is let in by taking the attribute away. */
export function isActive(attributes: JsonObject): boolean {
  return attributes['active'] === true;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
