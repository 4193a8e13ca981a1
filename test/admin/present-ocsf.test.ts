import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { presentOcsf } from '../../src/admin/present-ocsf.ts';
import type { Event } from '../../src/directory/event.ts';
import type { TenantName } from '../../src/directory/tenant.ts';

const EVENT: Event = {
  tenant: 'acme' as TenantName,
  sequence: 7,
  at: 1_700_000_000_000,
  actor: 'key:cyk_x',
  requestId: 'request',
  method: 'PATCH',
  action: 'deactivate',
  resourceType: 'User',
  resourceId: 'id',
  resourceName: 'ada',
  changes: [{ attribute: 'active', before: true, after: false }],
  skippedMembers: [],
  digest: 'd1',
};

/** Class, activity, and what it is of. */
function briefly(event: Partial<Event>) {
  return presentOcsf({ ...EVENT, ...event }).map((value) => {
    const { type_uid, user, group, entity } = value as Record<string, unknown>;
    return { type_uid, user, group, entity };
  });
}

describe('an event as OCSF', () => {
  test('has what every event of the framework has', () => {
    const [value] = presentOcsf(EVENT);
    assert.partialDeepStrictEqual(value, {
      time: EVENT.at,
      category_uid: 3,
      class_uid: 3001,
      activity_id: 5,
      type_uid: 300105,
      severity_id: 1,
      status_id: 1,
      metadata: {
        version: '1.1.0',
        product: { vendor_name: 'Cyolo' },
        uid: 'acme/7',
        sequence: 7,
        tenant_uid: 'acme',
        correlation_uid: 'request',
      },
      actor: { user: { name: 'key:cyk_x' } },
      user: { name: 'ada', uid: 'id' },
      unmapped: { digest: 'd1', changes: EVENT.changes },
    });
  });

  test('of a user is an Account Change', () => {
    const types = (['create', 'activate', 'deactivate', 'delete', 'update'] as const).map(
      (action) => briefly({ action })[0]?.type_uid,
    );
    assert.deepEqual(types, [300101, 300102, 300105, 300106, 300199]);
  });

  test('of a group is one of Group Management for each member, and one of Entity Management for the rest', () => {
    const members = { attribute: 'members', added: ['a', 'b'], removed: ['c'] } as const;
    const rename = { attribute: 'displayName', before: 'Staff', after: 'All' } as const;
    const base = { resourceType: 'Group', resourceName: 'All', action: 'update' } as const;
    const group = { name: 'All', uid: 'id' };
    const moves = [
      { type_uid: 300603, user: { uid: 'a' }, group, entity: undefined },
      { type_uid: 300603, user: { uid: 'b' }, group, entity: undefined },
      { type_uid: 300604, user: { uid: 'c' }, group, entity: undefined },
    ];
    const entity = { ...group, type: 'Group' };
    const renamed = { type_uid: 300403, user: undefined, group: undefined, entity };
    assert.deepEqual(briefly({ ...base, changes: [members] }), moves);
    assert.deepEqual(briefly({ ...base, changes: [rename] }), [renamed]);
    assert.deepEqual(briefly({ ...base, changes: [rename, members] }), [renamed, ...moves]);
    assert.deepEqual(briefly({ ...base, changes: [], skippedMembers: ['x'] }), [renamed]);
  });

  test('of anything else is of Entity Management', () => {
    const [key] = briefly({ resourceType: 'Key', action: 'create' });
    assert.deepEqual(key, {
      type_uid: 300401,
      user: undefined,
      group: undefined,
      entity: { name: 'ada', uid: 'id', type: 'Key' },
    });
  });
});
