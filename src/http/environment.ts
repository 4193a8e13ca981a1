import type { Actor } from '../directory/event.ts';
import type { IdentityProvider } from '../directory/identity-provider.ts';
import type { Key } from '../directory/key.ts';
import type { TenantName } from '../directory/tenant.ts';
import type { ScimError } from '../scim/errors.ts';

/** Who is at the other end of a request and by which URL it came, proxies that are trusted seen through. */
export interface Peer {
  readonly address: string;
  readonly scheme: string;
  /** With the port, where the URL had one. */
  readonly host: string;
}

/** The holder of the key that a request was authenticated with. */
export interface Caller {
  readonly tenant: TenantName;
  readonly key: Key;
  readonly identityProvider: IdentityProvider;
  readonly actor: Actor;
  /** Of the tenant's SCIM service, such as `https://gateway.example.com/scim/v2/acme`. */
  readonly baseUrl: string;
}

/** What failed of a bulk request that was answered all the same. */
export interface FailedOperation {
  /** Its method and the pattern of its path, such as `PUT /Users/:id`; undefined for one that cannot be read. */
  readonly target: string | undefined;
  readonly error: ScimError;
  /** What the client sent for it. */
  readonly data: unknown;
}

/** What Hono hands from one middleware to the next. */
export interface HttpEnv {
  /** Given by the Node adapter; absent when a test calls the app itself. */
  Bindings: { readonly incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } } };
  Variables: {
    requestId: string;
    peer: Peer;
    /** Set once the request is authenticated. */
    caller: Caller;
    /** Why it was not, for the log alone. */
    refusal: string;
    /** The JSON that the client sent, as it came. */
    body: unknown;
    /** Set by a bulk request. */
    failedOperations: readonly FailedOperation[];
  };
}
