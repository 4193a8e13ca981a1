/** The `scimType` words of RFC 7644 §3.12 and RFC 9865 §2.3. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

export const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** A failure that the protocol has an answer for: HTTP status, `scimType` where the RFC names one, and a detail for people. */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  readonly status: number;
  readonly scimType: ScimType | undefined;
  /** The path of the attribute that is at fault, where it is one: `emails.value`. */
  readonly attribute: string | undefined;
  /** Further response headers, such as `Retry-After` or `Allow`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string,
    options: {
      readonly scimType?: ScimType;
      readonly attribute?: string | undefined;
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.scimType = options.scimType;
    this.attribute = options.attribute;
    this.headers = options.headers ?? {};
  }
}

/** The SCIM Error message (RFC 7644 §3.12); `status` is a string there. */
export interface ErrorBody {
  readonly schemas: readonly [typeof ERROR_SCHEMA];
  readonly status: string;
  readonly scimType?: ScimType;
  readonly detail: string;
}

export function presentError(error: ScimError): ErrorBody {
  return {
    schemas: [ERROR_SCHEMA],
    status: String(error.status),
    ...(error.scimType === undefined ? {} : { scimType: error.scimType }),
    detail: error.message,
  };
}

export const invalidFilter = (detail: string) => new ScimError(400, detail, { scimType: 'invalidFilter' });
export const invalidPath = (detail: string) => new ScimError(400, detail, { scimType: 'invalidPath' });
export const invalidSyntax = (detail: string) => new ScimError(400, detail, { scimType: 'invalidSyntax' });
export const invalidValue = (detail: string, attribute?: string) =>
  new ScimError(400, detail, { scimType: 'invalidValue', attribute });
export const noTarget = (detail: string, attribute?: string) =>
  new ScimError(400, detail, { scimType: 'noTarget', attribute });
export const mutability = (detail: string, attribute?: string) =>
  new ScimError(400, detail, { scimType: 'mutability', attribute });
export const tooMany = (detail: string) => new ScimError(400, detail, { scimType: 'tooMany' });
export const uniqueness = (detail: string, attribute?: string) =>
  new ScimError(409, detail, { scimType: 'uniqueness', attribute });
export const notFound = (detail: string) => new ScimError(404, detail);
export const preconditionFailed = (detail: string) => new ScimError(412, detail);
/** Says when to come back in whole seconds, which is the only form that all clients read. */
export const tooManyRequests = (detail: string, retryAfterSeconds: number) =>
  new ScimError(429, `${detail} Try again in ${retryAfterSeconds} s.`, {
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });
export const payloadTooLarge = (detail: string) => new ScimError(413, detail);
