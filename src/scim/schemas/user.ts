import { attribute, pluralAttribute, type Schema } from '../schema.ts';

/** The core User schema (RFC 7643 §4.1, §8.7.1). */
export const USER_SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  description: 'User Account',
  attributes: [
    attribute('userName', 'string', 'The name that identifies the user to the tenant, in any letter case.', {
      required: true,
      uniqueness: 'server',
    }),
    attribute('name', 'complex', "The parts of the user's real name.", {
      subAttributes: [
        attribute('formatted', 'string', 'The full name, as it is displayed.'),
        attribute('familyName', 'string', 'The family name, or last name.'),
        attribute('givenName', 'string', 'The given name, or first name.'),
        attribute('middleName', 'string', 'The middle names.'),
        attribute('honorificPrefix', 'string', 'The title before the name, such as "Ms.".'),
        attribute('honorificSuffix', 'string', 'The suffix after the name, such as "III".'),
      ],
    }),
    attribute('displayName', 'string', 'The name of the user, as shown to others.'),
    attribute('nickName', 'string', 'The casual way to address the user.'),
    attribute('profileUrl', 'reference', "The URL of the user's online profile.", {
      referenceTypes: ['external'],
    }),
    attribute('title', 'string', 'The title within the organization, such as "Vice President".'),
    attribute('userType', 'string', 'The relation to the organization, such as "Employee" or "Contractor".'),
    attribute(
      'preferredLanguage',
      'string',
      'The preferred languages, as in the HTTP Accept-Language header.',
    ),
    attribute('locale', 'string', 'The default location for localizing, such as "en-US".'),
    attribute('timezone', 'string', 'The time zone in the IANA format, such as "America/Los_Angeles".'),
    attribute('active', 'boolean', 'Whether the user may sign in.'),
    attribute('password', 'string', 'Accepted and never kept: sign-in is SAML.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
    }),
    pluralAttribute('emails', 'The email addresses.', { types: ['work', 'home', 'other'] }),
    pluralAttribute('phoneNumbers', 'The phone numbers.', {
      types: ['work', 'home', 'mobile', 'fax', 'pager', 'other'],
    }),
    pluralAttribute('ims', 'The instant messaging addresses.', {
      types: ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'],
    }),
    pluralAttribute('photos', 'The URLs of photos.', {
      types: ['photo', 'thumbnail'],
      value: attribute('value', 'reference', 'The URL of a photo.', { referenceTypes: ['external'] }),
    }),
    attribute('addresses', 'complex', 'The postal addresses.', {
      multiValued: true,
      subAttributes: [
        attribute('formatted', 'string', 'The full address, as it is displayed or printed on a label.'),
        attribute('streetAddress', 'string', 'The street with house number; may hold several lines.'),
        attribute('locality', 'string', 'The city or locality.'),
        attribute('region', 'string', 'The state or region.'),
        attribute('postalCode', 'string', 'The postal code.'),
        attribute('country', 'string', 'The country, in the ISO 3166-1 alpha-2 form.'),
        attribute('type', 'string', 'What the address is used for.', {
          canonicalValues: ['work', 'home', 'other'],
        }),
        attribute('primary', 'boolean', 'Whether this is the preferred address; true at most once.'),
      ],
    }),
    attribute(
      'groups',
      'complex',
      'The groups that the user is a member of, directly or through other groups.',
      {
        multiValued: true,
        mutability: 'readOnly',
        subAttributes: [
          attribute('value', 'string', 'The id of the group.', { mutability: 'readOnly', caseExact: true }),
          attribute('$ref', 'reference', 'The URL of the group.', {
            mutability: 'readOnly',
            referenceTypes: ['Group'],
          }),
          attribute('display', 'string', 'The displayName of the group.', { mutability: 'readOnly' }),
          attribute('type', 'string', 'Whether the membership is direct or through another group.', {
            mutability: 'readOnly',
            canonicalValues: ['direct', 'indirect'],
          }),
        ],
      },
    ),
    pluralAttribute('entitlements', 'What the user is entitled to.'),
    pluralAttribute('roles', 'The roles of the user.'),
    pluralAttribute('x509Certificates', 'The X.509 certificates issued to the user.', {
      value: attribute('value', 'binary', 'A DER-encoded X.509 certificate in base64.'),
    }),
  ],
};
