import { attribute, type Schema } from '../schema.ts';

const NAME = attribute('displayName', 'string', 'The name for people.', {
  required: true,
  mutability: 'readOnly',
});
const DESCRIPTION = attribute('description', 'string', 'What it gives, in at most 1000 characters.', {
  mutability: 'readOnly',
});

/** A role that Okta offers for users: what can stand in their `roles`. */
export const OKTA_ROLE_SCHEMA: Schema = {
  id: 'urn:okta:scim:schemas:core:1.0:Role',
  name: 'Role',
  description: 'Role',
  attributes: [NAME, DESCRIPTION],
};

/** Another thing that Okta offers for users: what can stand in their `entitlements`. */
export const OKTA_ENTITLEMENT_SCHEMA: Schema = {
  id: 'urn:okta:scim:schemas:core:1.0:Entitlement',
  name: 'Entitlement',
  description: 'Entitlement',
  attributes: [
    attribute('type', 'string', 'The name of the resource type.', { mutability: 'readOnly' }),
    NAME,
    DESCRIPTION,
  ],
};
