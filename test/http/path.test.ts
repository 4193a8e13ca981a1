import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPathReader } from '../../src/http/path.ts';

const readPath = createPathReader(['/Users', '/Bulk', '/.search']);
const read = (target: string) => readPath({ url: `http://localhost${target}` } as Request);

describe('the path of a request', () => {
  const cases: readonly [target: string, path: string, title: string][] = [
    ['/scim/v2/acme/Users', '/scim/v2/acme/Users', 'is kept when it is tidy'],
    ['/scim/v2/acme//Users/', '/scim/v2/acme/Users', 'loses doubled and trailing slashes'],
    ['//scim///v2/acme/', '/scim/v2/acme', 'loses them anywhere'],
    ['/', '/', 'may be the root'],
    ['/scim/v2/acme/Users?aadOptscim062020', '/scim/v2/acme/Users', 'ends before the query'],
    ['/scim/v2/acme/Users/?filter=a//b/', '/scim/v2/acme/Users', 'is not touched by slashes in the query'],
    ['/scim/v2/acme/Users/a%2F%2Fb', '/scim/v2/acme/Users/a%2F%2Fb', 'keeps encoded slashes of an id'],
    ['/scim/v2/acme/Users/a+b%20c', '/scim/v2/acme/Users/a+b%20c', 'keeps plus signs and encoded spaces'],
    ['/scim/v2/Users/1', '/scim/v2/-/Users/1', 'gets a mark where the host names the tenant'],
    ['/scim/v2/.search', '/scim/v2/-/.search', 'gets it for endpoints of the protocol too'],
    ['/scim/v2/', '/scim/v2/-', 'gets it at the root'],
    ['/scim/v2/users/1', '/scim/v2/users/1', 'gets none for what may be the name of a tenant'],
    ['/scim/v2/acme/Users/.search', '/scim/v2/acme/.search/Users', 'has the search of a type turned round'],
    ['/scim/v2/Users/.search/', '/scim/v2/-/.search/Users', 'has it turned where the host names the tenant'],
    [
      '/scim/v2/acme/users/ID',
      '/scim/v2/acme/Users/ID',
      'has its endpoint in the letter case that it has here',
    ],
    ['/scim/v2/acme/USERS/.search', '/scim/v2/acme/.search/Users', 'has it so in a search'],
    [
      '/scim/v2/acme/https://scim.test:8443/scim/v2/acme/Users/ID',
      '/scim/v2/acme/Users/ID',
      'is that of a URL of the same tenant behind the base URL',
    ],
    [
      '/scim/v2/acme/https://scim.test/scim/v2/globex/Users/ID',
      '/scim/v2/acme/https:/scim.test/scim/v2/globex/Users/ID',
      'is not that of a URL of another tenant',
    ],
    ['/scim/v2/acme/nothing', '/scim/v2/acme/nothing', 'keeps an endpoint that there is not'],
    ['/scim/v2/acme/.search', '/scim/v2/acme/.search', 'keeps the search of a tenant'],
    ['/scim/v2x', '/scim/v2x', 'is not mistaken for the service by its beginning'],
    ['/healthz', '/healthz', 'may lie outside of the service'],
  ];
  for (const [target, path, title] of cases) {
    test(`${title}: ${target}`, () => assert.equal(read(target), path));
  }
});
