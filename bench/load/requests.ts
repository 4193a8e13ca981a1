import { scattered, TENANT, userAttributes, userId, userName } from '../data.ts';

/** What a load asks for: the same requests in the same order in every run. */
export type Mix =
  | { readonly kind: 'get' | 'filter' | 'access' | 'deactivate'; readonly users: number }
  | { readonly kind: 'list'; readonly count: number }
  | { readonly kind: 'create'; readonly firstUser: number };

/** The server that a request is for, and as whom. */
export interface Addressee {
  readonly port: number;
  /** The value of the header. */
  readonly authorization: string;
}

export interface RequestOptions extends Addressee {
  readonly mix: Mix;
}

export const USERS = `/scim/v2/${TENANT}/Users`;
const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Makes the text of a GET out of its path. */
export function createGet(addressee: Addressee): (path: string) => string {
  const headers = headersFor(addressee);
  return (path) => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;
}

function headersFor({ port, authorization }: Addressee): string {
  return `Host: 127.0.0.1:${port}\r\nAuthorization: ${authorization}\r\nUser-Agent: bench/1\r\nAccept: application/scim+json\r\n`;
}

/** Makes the text of each request out of its number. */
export function createRequests({ mix, ...addressee }: RequestOptions): (turn: number) => string {
  const head = headersFor(addressee);
  const get = createGet(addressee);
  const send = (method: string, path: string, body: unknown) => {
    const text = JSON.stringify(body);
    return `${method} ${path} HTTP/1.1\r\n${head}Content-Type: application/scim+json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  };
  switch (mix.kind) {
    case 'get':
      return (turn) => get(`${USERS}/${userId(scattered(turn, mix.users))}`);
    case 'filter':
      return (turn) => {
        const filter = `userName eq "${userName(scattered(turn, mix.users))}"`;
        return get(`${USERS}?filter=${encodeURIComponent(filter)}&startIndex=1&count=100`);
      };
    case 'list':
      return () => get(`${USERS}?startIndex=1&count=${mix.count}`);
    case 'access':
      return (turn) =>
        get(
          `/gateway/v1/${TENANT}/access?subject=${encodeURIComponent(userName(scattered(turn, mix.users)))}`,
        );
    case 'deactivate':
      // Every other time that a user's turn comes it is activated again, so that each request changes something.
      return (turn) =>
        send('PATCH', `${USERS}/${userId(scattered(turn, mix.users))}`, {
          schemas: [PATCH_SCHEMA],
          Operations: [{ op: 'replace', value: { active: Math.floor(turn / mix.users) % 2 === 1 } }],
        });
    case 'create':
      return (turn) => send('POST', USERS, userAttributes(mix.firstUser + turn));
    default:
      return mix satisfies never;
  }
}

export function expectedStatus({ kind }: Mix): number {
  return kind === 'create' ? 201 : 200;
}
