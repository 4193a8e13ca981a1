import { attribute, type Schema } from '../schema.ts';

/** The core Group schema (RFC 7643 §4.2, with errata 5368 and 6011). */
export const GROUP_SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'Group',
  attributes: [
    attribute('displayName', 'string', 'The name of the group, unique in the tenant in any letter case.', {
      required: true,
      uniqueness: 'server',
    }),
    attribute('members', 'complex', 'The members of the group.', {
      multiValued: true,
      subAttributes: [
        attribute('value', 'string', 'The id of the member.', { mutability: 'immutable', caseExact: true }),
        attribute('$ref', 'reference', 'The URL of the member.', {
          mutability: 'immutable',
          referenceTypes: ['User', 'Group'],
        }),
        attribute('display', 'string', 'The displayName or userName of the member.', {
          mutability: 'readOnly',
          // A client that compares what it sent with what it gets finds it as it sent it.
          returned: 'request',
        }),
        attribute('type', 'string', 'What the member is.', {
          mutability: 'immutable',
          canonicalValues: ['User', 'Group'],
        }),
      ],
    }),
  ],
};
