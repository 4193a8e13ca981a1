/** Stands in the path for the tenant that the host names; no tenant can have that name. */
export const HOST_TENANT = '-';

const SERVICE = '/scim/v2';
const SEARCH = '/.search';
/** `$ref` and `location` are whole URLs, which some clients put behind their base URL all the same. */
const URL_BEHIND_BASE = /^(\/scim\/v2\/[^/]+)\/https?:\/[^/]+(\1\/.+)$/;

/**
 * Makes the reader of the path that a request is routed by. Clients are pasted base URLs with and without a trailing
 * slash, so `//Users/` reads as `/Users`, and so does `/users`. `/scim/v2/Users`, where the host names the tenant, becomes
 * `/scim/v2/-/Users`. `…/Users/.search` becomes `…/.search/Users`: Hono's fast router has no room for a fixed segment
 * beside a parameter, as in `/Users/:id`. Percent-encoding stays: only a parameter that has been cut out may be decoded.
 * @param endpoints all that SCIM has below a tenant, such as `/Users`; no tenant is named like one
 */
export function createPathReader(endpoints: readonly string[]): (request: Request) => string {
  const known = new Map(endpoints.map((endpoint) => [endpoint.toLowerCase(), endpoint]));

  /** With the endpoint, the segment behind the tenant, in the letter case that it has here. */
  function spellEndpoint(path: string): string {
    const start = path.indexOf('/', SERVICE.length + 1);
    if (start === -1) return path;
    const next = path.indexOf('/', start + 1);
    const end = next === -1 ? path.length : next;
    const segment = path.slice(start, end);
    const endpoint = known.get(segment.toLowerCase());
    if (endpoint === undefined || endpoint === segment) return path;
    return path.slice(0, start) + endpoint + path.slice(end);
  }

  return function readPath(request) {
    const path = tidyPath(request.url);
    if (!path.startsWith(SERVICE)) return path;
    const end = path.indexOf('/', SERVICE.length + 1);
    const first = path.slice(SERVICE.length, end === -1 ? undefined : end);
    const isNamed = first !== '' && known.get(first.toLowerCase()) !== first;
    const whole = isNamed ? path : `${SERVICE}/${HOST_TENANT}${path.slice(SERVICE.length)}`;
    return turnSearch(spellEndpoint(withoutBase(whole)));
  };
}

/** Of a URL of the same tenant behind the base URL, the path. */
function withoutBase(path: string): string {
  return path.includes('/http') ? path.replace(URL_BEHIND_BASE, '$2') : path;
}

function turnSearch(path: string): string {
  if (!path.endsWith(SEARCH)) return path;
  const searched = path.slice(0, -SEARCH.length);
  const slash = searched.lastIndexOf('/');
  // Of a whole tenant it stays where it is.
  return slash <= SERVICE.length ? path : searched.slice(0, slash) + SEARCH + searched.slice(slash);
}

function tidyPath(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2);
  const length = url.slice(start).search(/[?#]/);
  let path = length === -1 ? url.slice(start) : url.slice(start, start + length);
  if (path.includes('//')) path = path.replace(/\/{2,}/g, '/');
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
