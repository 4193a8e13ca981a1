import * as z from 'zod';
import { VENDORS } from '../directory/identity-provider.ts';
import type { KeyId, KeyScope, SecretDigest } from '../directory/key.ts';
import { HOST, KEY_ID, PROVIDER_NAME, SECRET_HASH, TENANT_NAME } from './fields.ts';
import { METADATA_FILE, SECRET_FILE } from './files.ts';
import { RECEIVER } from './schema-gateway.ts';

/** A key as the file declares it. */
export interface DeclaredKey {
  readonly key: KeyId;
  readonly scope: KeyScope;
  /** Undefined when the file of the Secret is away. */
  readonly digest: SecretDigest | undefined;
  /** Undefined when the file holds the digest itself. */
  readonly secretFile: string | undefined;
}

const KEY_FIELDS = z.strictObject({
  key: KEY_ID.describe('The Key, cyk_…'),
  secretFile: SECRET_FILE.optional().describe('A file that holds the Secret; or give secretHash.'),
  secretHash: SECRET_HASH.optional().describe('sha256: and the SHA-256 of the Secret in hex.'),
  scope: z.enum(['provision', 'gateway']).default('provision').describe('SCIM, or reading for the gateway.'),
});

const KEY = z.codec(KEY_FIELDS, z.custom<DeclaredKey>(), {
  decode({ key, scope, secretFile, secretHash }, context) {
    if ((secretFile === undefined) !== (secretHash === undefined)) {
      return { key, scope, digest: secretFile?.content ?? secretHash, secretFile: secretFile?.path };
    }
    context.issues.push({
      code: 'custom',
      message: 'give either secretFile or secretHash',
      input: key,
    });
    return z.NEVER;
  },
  encode: ({ key, scope, digest, secretFile: path }) => ({
    key,
    scope,
    ...(path === undefined ? { secretHash: digest } : { secretFile: { path, content: digest } }),
  }),
});

const IDENTITY_PROVIDER = z.strictObject({
  name: PROVIDER_NAME.describe('The name in commands and in the console.'),
  vendor: z.enum(VENDORS).default('generic').describe('Whose peculiarities to allow for.'),
  saml: z
    .strictObject({ metadataFile: METADATA_FILE.describe('The metadata XML, as the vendor offers it.') })
    .optional()
    .describe('The SAML facts.'),
  autoProvisioning: z
    .boolean()
    .optional()
    .describe('Whether SCIM is served to it; left out, CLI and console switch it.'),
  onInactiveDuplicate: z
    .enum(['conflict', 'restore'])
    .default('conflict')
    .describe('What a POST of an inactive user does: 409, or bring the user back.'),
  unknownMembers: z
    .enum(['skip', 'reject'])
    .default('skip')
    .describe('What a member id that names nothing does: it is skipped, or the request refused.'),
  keys: z.array(KEY).prefault([]).describe('Keys that this file owns.'),
});

export const TENANT = z.strictObject({
  name: TENANT_NAME.describe('The name in the SCIM URL, /scim/v2/NAME.'),
  displayName: z.string().min(1).optional().describe('The name for people; left out, it is the name.'),
  hosts: z.array(HOST).prefault([]).describe('Host names under which /scim/v2 alone means this tenant.'),
  identityProviders: z.array(IDENTITY_PROVIDER).prefault([]).describe('The SAML identity providers.'),
  receivers: z.array(RECEIVER).prefault([]).describe('Who is told of every change.'),
});
