import { preconditionFailed } from './errors.ts';
import type { StoredResource } from './resource.ts';

/** The headers If-Match and If-None-Match as sent. */
export interface Preconditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

interface Versioned {
  readonly version: StoredResource['version'] | string;
}

/**
 * Forbids a write that its preconditions do not allow (RFC 7644 §3.14, RFC 9110 §13.1); without any, all is allowed.
 * Our tags are weak, and yet compared: SCIM has If-Match work with weak tags.
 * @throws ScimError 412
 */
export function checkPreconditions({ ifMatch, ifNoneMatch }: Preconditions, current: Versioned): void {
  if (ifMatch !== undefined && !matches(ifMatch, current)) {
    throw preconditionFailed(`The resource has changed: its version is W/"${current.version}" now.`);
  }
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, current)) {
    throw preconditionFailed(`The resource exists with the version W/"${current.version}".`);
  }
}

/** Whether a GET is answered with 304: the client has this version already. */
export function isNotModified(ifNoneMatch: string | undefined, current: Versioned): boolean {
  return ifNoneMatch !== undefined && matches(ifNoneMatch, current);
}

function matches(tags: string, { version }: Versioned): boolean {
  if (tags.trim() === '*') return true;
  const versions = tags.matchAll(/(?:W\/)?"([^"]*)"/gi);
  return versions.some(([, tag]) => tag === String(version));
}
