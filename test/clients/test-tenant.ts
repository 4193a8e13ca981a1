import type { ScimTarget } from '../../src/selftest/scim-client.ts';
import { type Fixture, type FixtureOptions, openFixture } from '../http/app-fixture.ts';

/** The tenant `acme` of the application in memory, as a client finds it. */
export interface TestTenant extends ScimTarget, AsyncDisposable {
  readonly key: string;
  readonly secret: string;
  readonly fixture: Fixture;
}

/** Opens the application with limits that no client under test comes near, unless a test sets others. */
export async function openTestTenant(options: FixtureOptions = {}): Promise<TestTenant> {
  const limits = { maxPageSize: 1000, requestsPerSecondPerKey: 1_000_000, bodyBytes: 4 * 1024 * 1024 };
  const fixture = await openFixture({ ...options, limits: { ...limits, ...options.limits } });
  const { key, secret, authorization } = fixture;
  const client = { incoming: { socket: { remoteAddress: '192.0.2.1' } } };
  return {
    key,
    secret,
    authorization,
    fixture,
    baseUrl: 'https://gateway.example.com/scim/v2/acme',
    fetch: async (url, init) => fixture.app.request(url, init, client),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
}
