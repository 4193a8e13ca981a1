import type { Vendor } from '../directory/identity-provider.ts';

/** Where a vendor's product wants SCIM URL, Key and Secret. */
export interface VendorSetup {
  /** The way to the form. */
  readonly place: string;
  /** What to enter there; "the Key" and "the Secret" stand for those. */
  readonly fields: (url: string) => readonly (readonly [name: string, value: string])[];
  /** What to do with the filled form. */
  readonly finish: string;
}

const BASIC = [
  ['Username', 'the Key'],
  ['Password', 'the Secret'],
] as const;

export const VENDOR_SETUP: Readonly<Record<Vendor, VendorSetup>> = {
  okta: {
    place: 'In Okta: your application → General → Provisioning: SCIM, then Provisioning → Integration → Edit',
    fields: (url) => [
      ['SCIM connector base URL', url],
      ['Unique identifier field for users', 'userName'],
      ['Authentication Mode', 'Basic Auth'],
      ...BASIC,
    ],
    finish: '"Test API Credentials", save, then Provisioning → To App: enable Create, Update and Deactivate.',
  },
  entra: {
    place: 'In Entra: Enterprise applications → your application → Provisioning → Connect your application',
    fields: (url) => [
      ['Tenant URL', url],
      ['Secret Token', 'the Secret'],
    ],
    finish: '"Test connection", create, then "Start provisioning".',
  },
  onelogin: {
    place: 'In OneLogin: Applications → "SCIM Provisioner with SAML (SCIM v2 Core)" → Configuration',
    fields: (url) => [
      ['SCIM Base URL', url],
      ['SCIM Bearer Token', 'the Secret'],
    ],
    finish: '"Enable" under API Status, then Provisioning → Enable provisioning.',
  },
  jumpcloud: {
    place: 'In JumpCloud: SSO Applications → your application → Identity Management → Configure',
    fields: (url) => [
      ['SCIM version', '2.0'],
      ['Base URL', url],
      ['Token Key', 'the Secret'],
    ],
    finish: '"Test Connection", then "Activate".',
  },
  ping: {
    place: 'In PingOne: Integrations → Provisioning → New connection → Identity store → SCIM Outbound',
    fields: (url) => [
      ['SCIM Base URL', url],
      ['SCIM version', '2.0'],
      ['Authentication Method', 'Basic'],
      ...BASIC,
      ['User Filter Expression', 'userName Eq "%s"'],
    ],
    finish: '"Test Connection", then add a rule that names who is provisioned.',
  },
  google: {
    place: 'In Google Workspace: Apps → Web and mobile apps → your SAML application → Autoprovisioning',
    fields: (url) => [
      ['Access token', 'the Secret'],
      ['Endpoint URL', url],
    ],
    finish: 'Map the attributes, name the groups in scope, then switch autoprovisioning on.',
  },
  generic: {
    place: 'At the identity provider',
    fields: (url) => [
      ['SCIM base URL', url],
      ['HTTP Basic', 'Key as user name, Secret as password'],
      ['or bearer token', 'the Secret'],
    ],
    finish: 'Use userName as the identifier of users.',
  },
};
