import { invalidSyntax, invalidValue, payloadTooLarge, presentError, ScimError } from './errors.ts';
import { MEMBERS } from './members.ts';
import { memberOf, readMessage } from './message.ts';
import { locationOf, versionTag } from './present.ts';
import {
  isJsonObject,
  type Json,
  type JsonObject,
  type ResourceId,
  type StoredResource,
} from './resource.ts';
import { findCoreAttribute, type ResourceType } from './resource-types.ts';

export const BULK_REQUEST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const BULK_RESPONSE_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type BulkMethod = (typeof METHODS)[number];

export interface BulkRequest {
  /** The number of failures after which the rest is not tried; undefined to try all. */
  readonly failOnErrors: number | undefined;
  readonly operations: readonly BulkOperation[];
}

export type BulkOperation = BulkWrite | RefusedBulkOperation;

/** An operation that can be tried. `id` and `data` may still hold `bulkId:…` in the place of ids. */
export interface BulkWrite {
  readonly method: BulkMethod;
  readonly bulkId: string | undefined;
  readonly type: ResourceType;
  /** Undefined for a POST. */
  readonly id: string | undefined;
  /** The entity tag that the resource must have. */
  readonly version: string | undefined;
  readonly data: Json;
  readonly refusal?: undefined;
}

/** An operation that fails by itself; the others do not suffer from it. */
export interface RefusedBulkOperation {
  readonly method: string;
  readonly bulkId: string | undefined;
  readonly refusal: ScimError;
}

export interface BulkLimits {
  readonly maxOperations: number;
  readonly types: readonly ResourceType[];
}

/** What became of an operation: the resource as stored (undefined after a DELETE), or why it failed. */
export interface BulkResult {
  readonly operation: BulkOperation;
  /** The id of what was written to; undefined when there is no such resource. */
  readonly id: string | undefined;
  readonly outcome:
    | { readonly resource: StoredResource | undefined; readonly error?: undefined }
    | { readonly error: ScimError };
}

/**
 * Reads a bulk request (RFC 7644 §3.7, with erratum 5050).
 * @throws ScimError 413 for too many operations, 400 `invalidSyntax` for a body that is no bulk request,
 *   `invalidValue` for a wrong `failOnErrors`; an operation that is wrong by itself is returned as refused
 */
export function parseBulk(body: unknown, { maxOperations, types }: BulkLimits): BulkRequest {
  const message = readMessage(body, [BULK_REQUEST_SCHEMA]);
  const operations = memberOf(message, 'Operations');
  if (!Array.isArray(operations)) throw invalidSyntax('Operations must be a list of operations.');
  if (operations.length > maxOperations) {
    throw payloadTooLarge(
      `A bulk request has at most ${maxOperations} operations; this one has ${operations.length}.`,
    );
  }
  const failOnErrors = memberOf(message, 'failOnErrors') ?? undefined;
  if (failOnErrors !== undefined && !isCount(failOnErrors)) {
    throw invalidValue('failOnErrors must be an integer of at least 1.');
  }
  const taken = new Set<string>();
  return { failOnErrors, operations: operations.map((each) => parseOperation(each, types, taken)) };
}

/**
 * The operations in an order in which a resource is created before another one names it, as members need it; apart
 * from that in the order of the request. Of a circle, the first one comes last: ids are known before anything is created.
 */
export function orderBulk(operations: readonly BulkOperation[]): readonly BulkOperation[] {
  const creators = new Map(operations.flatMap((each) => (isCreation(each) ? [[each.bulkId, each]] : [])));
  const needs = new Map(
    operations.map((each) => [
      each,
      referencesIn(each)
        .flatMap((id) => creators.get(id) ?? [])
        .reverse(),
    ]),
  );
  const begun = new Set<BulkOperation>();
  const ordered = new Set<BulkOperation>();
  const waiting = operations.toReversed();
  for (let current = waiting.at(-1); current !== undefined; current = waiting.at(-1)) {
    begun.add(current);
    const needed = needs.get(current)?.pop();
    if (needed === undefined) {
      ordered.add(current);
      waiting.pop();
    } else if (!begun.has(needed)) {
      waiting.push(needed);
    }
  }
  return [...ordered];
}

/**
 * Puts ids in the place of all strings `bulkId:…` (RFC 7644 §3.7.2).
 * @param ids by the bulkId of the operation that creates the resource
 * @throws ScimError 400 `invalidValue` for a bulkId that no operation has
 */
export function resolveBulkIds(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return resolveBulkId(value, ids);
  if (Array.isArray(value)) return value.map((element) => resolveBulkIds(element, ids));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolveBulkIds(each, ids)]));
}

/** The response (RFC 7644 §3.7.3) with the results in the order given; failures carry the whole Error. */
export function presentBulk(results: readonly BulkResult[], baseUrl: string): JsonObject {
  return {
    schemas: [BULK_RESPONSE_SCHEMA],
    Operations: results.map((result) => presentResult(result, baseUrl)),
  };
}

function parseOperation(body: Json, types: readonly ResourceType[], taken: Set<string>): BulkOperation {
  const operation = isJsonObject(body) ? body : {};
  const method = textOf(memberOf(operation, 'method'))?.toUpperCase() ?? '';
  const bulkId = textOf(memberOf(operation, 'bulkId'));
  try {
    if (!isMethod(method))
      throw invalidSyntax(`The method of an operation must be one of ${METHODS.join(', ')}.`);
    if (bulkId === undefined && method === 'POST')
      throw invalidValue('A POST in a bulk request needs a bulkId.');
    if (bulkId !== undefined && taken.has(bulkId))
      throw invalidValue(`The bulkId "${bulkId}" is given twice.`);
    if (bulkId !== undefined) taken.add(bulkId);
    const target = parsePath(textOf(memberOf(operation, 'path')) ?? '', method, types);
    const version = textOf(memberOf(operation, 'version'));
    return { method, bulkId, ...target, version, data: readData(operation, method) };
  } catch (error) {
    if (error instanceof ScimError) return { method, bulkId, refusal: error };
    throw error;
  }
}

function parsePath(path: string, method: BulkMethod, types: readonly ResourceType[]) {
  const [, endpoint, id] = /^(\/[^/]+)(?:\/([^/]+))?\/?$/.exec(path) ?? [];
  const type = types.find((each) => each.endpoint === endpoint);
  if (type === undefined || (id === undefined) !== (method === 'POST')) {
    throw invalidValue(
      `The path of a ${method} must be like "${method === 'POST' ? '/Users' : '/Users/{id}'}".`,
    );
  }
  return { type, id };
}

/** The operations of a PATCH may come as a bare list, as the RFC's own example had them before erratum 5050. */
function readData(operation: JsonObject, method: BulkMethod): Json {
  const data = memberOf(operation, 'data') ?? null;
  if (method !== 'DELETE' && data === null) throw invalidValue(`A ${method} in a bulk request needs data.`);
  return method === 'PATCH' && Array.isArray(data) ? { Operations: data } : data;
}

export function isCreation(operation: BulkOperation): operation is BulkWrite & { readonly bulkId: string } {
  return operation.refusal === undefined && operation.method === 'POST';
}

/** The bulkIds that an operation names; those in what is read-only, such as a user's `groups`, mean nothing. */
export function referencesIn(operation: BulkOperation): readonly string[] {
  if (operation.refusal !== undefined) return [];
  const { type, id = null, data } = operation;
  if (!isJsonObject(data)) return referencesOf([id, data]);
  const settable = Object.entries(data).filter(
    ([name]) => findCoreAttribute(type, name)?.mutability !== 'readOnly',
  );
  return referencesOf([id, ...settable.map(([, value]) => value)]);
}

/**
 * Checks that a creation names no member that is still to be created. In the order of `orderBulk` that is a circle,
 * and nothing is a member before it is there.
 * @param pending the bulkIds of what is still to be created
 * @throws ScimError 409, as RFC 7644 §3.7.1 has it for circles that cannot be resolved
 */
export function checkMembersFirst(operation: BulkWrite, pending: ReadonlySet<string>): void {
  const { type, data } = operation;
  if (!isCreation(operation) || !type.schema.attributes.includes(MEMBERS) || !isJsonObject(data)) return;
  const named = referencesOf(memberOf(data, MEMBERS.name) ?? null);
  const missing = named.find((bulkId) => pending.has(bulkId));
  if (missing === undefined) return;
  throw new ScimError(
    409,
    `The member "bulkId:${missing}" needs "bulkId:${operation.bulkId}" in turn, so that neither can be first.`,
    { attribute: MEMBERS.name },
  );
}

function referencesOf(value: Json): readonly string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(referencesOf);
  const bulkId = typeof value === 'string' ? referenceIn(value) : undefined;
  return bulkId === undefined ? [] : [bulkId];
}

/** The bulkId that a value consisting of a reference names. */
function referenceIn(text: string): string | undefined {
  return text.startsWith('bulkId:') ? text.slice('bulkId:'.length) : undefined;
}

function resolveBulkId(text: string, ids: ReadonlyMap<string, string>): string {
  const bulkId = referenceIn(text);
  if (bulkId === undefined) return text;
  const id = ids.get(bulkId);
  if (id === undefined) throw invalidValue(`No operation creates a resource with the bulkId "${bulkId}".`);
  return id;
}

function presentResult({ operation, id, outcome }: BulkResult, baseUrl: string): JsonObject {
  const { method, bulkId } = operation;
  const resource = outcome.error === undefined ? outcome.resource : undefined;
  const isKnown = operation.refusal === undefined && id !== undefined;
  return {
    method,
    ...(bulkId !== undefined && { bulkId }),
    ...(isKnown && { location: locationOf({ type: operation.type, id: id as ResourceId }, baseUrl) }),
    ...(resource && { version: versionTag(resource) }),
    ...(outcome.error === undefined
      ? { status: method === 'POST' ? '201' : method === 'DELETE' ? '204' : '200' }
      : { status: String(outcome.error.status), response: { ...presentError(outcome.error) } }),
  };
}

function isMethod(text: string): text is BulkMethod {
  return METHODS.some((method) => method === text);
}

function isCount(value: Json): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
