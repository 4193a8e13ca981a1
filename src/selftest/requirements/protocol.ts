import { USER } from '../../scim/resource-types.ts';
import { expect, expectEqual, expectError, expectStatus, must, section, should } from '../requirement.ts';
import { at } from '../scim-client.ts';
import { pathOf } from '../tenant.ts';

/** RFC 7644: authentication, formats, errors, versions. */
export const PROTOCOL_REQUIREMENTS = [
  ...section('7644', '2', [
    must('refuses a request without credentials with 401 and says how to authenticate', async (tenant) => {
      const answer = await tenant.send('GET', '/Users', { headers: { Authorization: '' } });
      expectError(answer, 401);
      expect(answer.headers.has('WWW-Authenticate'), 'there is no WWW-Authenticate');
    }),
    must('refuses wrong credentials with 401', async (tenant) => {
      const headers = { Authorization: `Basic ${btoa('cyk_00000000000000000000:wrong')}` };
      expectError(await tenant.send('GET', '/Users', { headers }), 401);
    }),
    must('tells nothing of the directory to a client without credentials', async (tenant) => {
      const created = await tenant.createUser();
      const headers = { Authorization: '' };
      const known = await tenant.send('GET', pathOf(created), { headers });
      const unknown = await tenant.send('GET', '/Users/nothing', { headers });
      expectError(known, 401);
      expectEqual(known.body, unknown.body, 'the answer for a user that exists');
    }),
  ]),

  ...section('7644', '3.8', [
    must('answers in application/scim+json', async (tenant) => {
      const { headers } = await tenant.get('/Users');
      expect(
        /^application\/scim\+json(;|$)/.test(headers.get('Content-Type') ?? ''),
        String(headers.get('Content-Type')),
      );
    }),
    must('answers errors in application/scim+json', async (tenant) => {
      const { headers } = await tenant.get('/Users/nothing');
      expect(
        /^application\/scim\+json(;|$)/.test(headers.get('Content-Type') ?? ''),
        String(headers.get('Content-Type')),
      );
    }),
    should('takes application/json for application/scim+json', async (tenant) => {
      const body = { schemas: [USER.schema.id], userName: tenant.newName() };
      const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
      expectStatus(await tenant.send('POST', '/Users', { body, headers }), 201);
    }),
    must('reads and writes text in UTF-8', async (tenant) => {
      const displayName = 'Zoë 李 🦊 Ünsal';
      const created = await tenant.createUser({ displayName });
      expectEqual(at((await tenant.get(pathOf(created))).body, 'displayName'), displayName, 'displayName');
    }),
  ]),

  ...section('7644', '3.10', [
    must('takes an attribute with the URN of its schema for the plain one', async (tenant) => {
      const created = await tenant.createUser({ nickName: tenant.newName() });
      const found = await tenant.find('/Users', `${USER.schema.id}:nickName eq "${at(created, 'nickName')}"`);
      expectEqual(found.length, 1, 'the number of users found');
    }),
  ]),

  ...section('7644', '3.11', [
    should(
      'answers /Me with 501 or 404 in SCIM form when a client is no user of the directory',
      async (tenant) => {
        const answer = await tenant.get('/Me');
        expectStatus(answer, 501, 404);
        expectError(answer, answer.status);
      },
    ),
  ]),

  ...section('7644', '3.12', [
    must('puts a SCIM Error with the status as a string into every error', async (tenant) => {
      const answer = await tenant.get('/Users/nothing');
      expectError(answer, 404);
      expect(typeof at(answer.body, 'status') === 'string', 'the status is no string');
    }),
    must('answers 404 in SCIM form for an endpoint that does not exist', async (tenant) => {
      expectError(await tenant.get('/Nothing'), 404);
    }),
    must('answers a body that is not JSON with 400 invalidSyntax', async (tenant) => {
      expectError(await tenant.send('POST', '/Users', { body: '{"userName":' }), 400, 'invalidSyntax');
    }),
    must('answers a body of another shape than the endpoint takes with 400 invalidSyntax', async (tenant) => {
      expectError(await tenant.post('/Users', ['a', 'list']), 400, 'invalidSyntax');
    }),
    should('says in detail what is wrong', async (tenant) => {
      const answer = await tenant.post('/Users', { schemas: [USER.schema.id] });
      expect(
        String(at(answer.body, 'detail')).includes('userName'),
        'the detail does not name the attribute',
      );
    }),
    must('refuses a method that an endpoint does not have, in SCIM form', async (tenant) => {
      const answer = await tenant.send('DELETE', '/ServiceProviderConfig');
      expectStatus(answer, 404, 405, 501);
      expectError(answer, answer.status);
    }),
  ]),

  ...section(
    '7644',
    '3.14',
    [
      must('gives the version of a resource as ETag and as meta.version', async (tenant) => {
        const answer = await tenant.get(pathOf(await tenant.createUser()));
        expect(answer.headers.has('ETag'), 'there is no ETag');
        expectEqual(at(answer.body, 'meta', 'version'), answer.headers.get('ETag'), 'meta.version');
      }),
      must('changes the version with the resource', async (tenant) => {
        const created = await tenant.createUser();
        const changed = await tenant.patch(pathOf(created), {
          op: 'replace',
          path: 'nickName',
          value: 'New',
        });
        expectStatus(changed, 200);
        expect(
          at(changed.body, 'meta', 'version') !== at(created, 'meta', 'version'),
          'the version is the old one',
        );
      }),
      must('answers 304 to If-None-Match with the current version', async (tenant) => {
        const created = await tenant.createUser();
        const headers = { 'If-None-Match': String(at(created, 'meta', 'version')) };
        const answer = await tenant.send('GET', pathOf(created), { headers });
        expectStatus(answer, 304);
        expectEqual(answer.text, '', 'the body');
      }),
      must('refuses a change under If-Match with an old version with 412', async (tenant) => {
        const created = await tenant.createUser();
        const path = pathOf(created);
        const old = { 'If-Match': String(at(created, 'meta', 'version')) };
        expectStatus(await tenant.patch(path, { op: 'replace', path: 'nickName', value: 'New' }), 200);
        const body = { schemas: [USER.schema.id], userName: tenant.newName() };
        expectError(await tenant.send('PUT', path, { body, headers: old }), 412);
        expectError(await tenant.send('DELETE', path, { headers: old }), 412);
      }),
      must('makes a change under If-Match with the current version', async (tenant) => {
        const created = await tenant.createUser();
        const headers = { 'If-Match': String(at(created, 'meta', 'version')) };
        expectStatus(await tenant.send('DELETE', pathOf(created), { headers }), 204);
      }),
    ],
    'etag',
  ),
];
