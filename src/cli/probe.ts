import { reasonOf } from '../admin/network-reason.ts';

/** A request that was tried, and how it went. */
export interface Probe {
  readonly request: string;
  readonly ok: boolean;
  /** The status with the time it took, or why there was none. */
  readonly result: string;
}

/** What the "Test API Credentials" of Okta sends when users and groups are imported. */
const OKTA_REQUESTS = ['/Users?startIndex=1&count=2', '/Groups?startIndex=1&count=100'];
const OKTA_HEADERS = {
  Accept: 'application/scim+json',
  'Accept-Charset': 'utf-8',
  'User-Agent': 'Okta SCIM Client 1.0.0',
};
const TIMEOUT_MS = 10_000;

/** Sends what Okta sends, and the same without a credential, which must be refused. */
export async function probeLikeOkta(scimUrl: string, authorization: string): Promise<readonly Probe[]> {
  const probes: Probe[] = [];
  for (const path of OKTA_REQUESTS) {
    probes.push(await probe(`${scimUrl}${path}`, { ...OKTA_HEADERS, Authorization: authorization }, 200));
  }
  return [...probes, await probe(`${scimUrl}${OKTA_REQUESTS[0]}`, OKTA_HEADERS, 401)];
}

async function probe(url: string, headers: Record<string, string>, expected: number): Promise<Probe> {
  const request = `GET ${url}${expected === 401 ? ' without credential' : ''}`;
  const startedAt = performance.now();
  try {
    const response = await fetch(url, {
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    const problem =
      response.status === expected ? problemIn(response, text) : explainStatus(response.status, text);
    const time = `${response.status} in ${Math.round(performance.now() - startedAt)} ms`;
    return {
      request,
      ok: problem === undefined,
      result: problem === undefined ? time : `${time}: ${problem}`,
    };
  } catch (error) {
    return { request, ok: false, result: reasonOf(error) };
  }
}

function problemIn(response: Response, text: string): string | undefined {
  const type = response.headers.get('content-type') ?? 'none';
  if (!type.startsWith('application/scim+json'))
    return `the content type is ${type}: does another service answer?`;
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return 'the body is no JSON: does something in between change it?';
  }
}

function explainStatus(status: number, text: string): string {
  if (status >= 300 && status < 400)
    return 'a redirect, which Okta does not follow: let publicUrl name where it leads';
  if (status === 404) return 'does the proxy pass /scim on unchanged?';
  if (status === 502 || status === 503 || status === 504) return 'the proxy does not reach the server';
  return text.slice(0, 200);
}
