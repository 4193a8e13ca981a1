import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createScimClient } from '../../../src/selftest/scim-client.ts';
import { openTestTenant } from '../test-tenant.ts';
import { runSpec, type Spec, specVariables, type Verdict } from './spec-runner.ts';

const spec: Spec = JSON.parse(readFileSync(new URL('spec.json', import.meta.url), 'utf8'));

/** Runs a specification against a tenant with one user, which Okta asks for. */
async function run(subject: Spec): Promise<readonly Verdict[]> {
  await using tenant = await openTestTenant();
  const user = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'first@example.com',
    name: { givenName: 'First', familyName: 'User' },
    emails: [{ value: 'first@example.com', primary: true }],
    active: true,
  };
  assert.equal((await createScimClient(tenant).post('/Users', user)).status, 201);
  return await runSpec(subject, specVariables({ ...tenant, run: '123' }), tenant.fetch);
}

describe("Okta's specification test", () => {
  test('states twelve requests', () => {
    assert.equal(spec.steps.filter((step) => step.step_type === 'request').length, 12);
  });

  test('holds in every assertion', async () => {
    const verdicts = await run(spec);
    assert.equal(verdicts.length, 53);
    assert.deepEqual(
      verdicts.filter(({ failure }) => failure !== undefined),
      [],
    );
  });

  test('can fail', async () => {
    const status = { source: 'response_status', comparison: 'equal_number' } as const;
    const property = {
      source: 'response_json',
      property: 'Resources[0].userName',
      comparison: 'equal',
    } as const;
    const verdicts = await run({
      name: 'wrong expectations',
      steps: [
        {
          step_type: 'request',
          note: 'a list',
          method: 'GET',
          url: '{{SCIMBaseURL}}/Users',
          headers: { Authorization: ['{{auth}}'] },
          assertions: [
            { ...status, value: '200' },
            { ...status, value: '404' },
            { ...property, value: 'second@example.com' },
          ],
          scripts: ['assert.ok(JSON.parse(response.body).totalResults === 2)'],
        },
      ],
    });
    assert.deepEqual(
      verdicts.map(({ failure }) => failure === undefined),
      [true, false, false, false],
    );
  });
});
