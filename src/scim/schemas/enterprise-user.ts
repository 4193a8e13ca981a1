import { attribute, type Schema } from '../schema.ts';

/** The Enterprise User extension (RFC 7643 §4.3, with erratum 8472). */
export const ENTERPRISE_USER_SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    attribute('employeeNumber', 'string', 'The identifier that the organization gave the user.'),
    attribute('costCenter', 'string', 'The name of a cost center.'),
    attribute('organization', 'string', 'The name of an organization.'),
    attribute('division', 'string', 'The name of a division.'),
    attribute('department', 'string', 'The name of a department.'),
    attribute('manager', 'complex', "The user's manager.", {
      subAttributes: [
        attribute('value', 'string', 'The id of the user who is the manager.', { caseExact: true }),
        attribute('$ref', 'reference', 'The URL of the user who is the manager.', {
          referenceTypes: ['User'],
        }),
        attribute('displayName', 'string', 'The displayName of the manager.', { mutability: 'readOnly' }),
      ],
    }),
  ],
};
