import * as z from 'zod';
import { ISSUER, LISTEN, NETWORK, ORIGIN, PUBLIC_URL } from './fields.ts';
import { TEXT_FILE, TLS_FILE } from './files.ts';
import type { ListenAddress } from './listen.ts';

const TLS = z.strictObject({
  certificateFile: TLS_FILE.describe('The certificate and its chain, PEM.'),
  keyFile: TLS_FILE.describe('The private key, PEM.'),
});

export const SERVER = z.strictObject({
  listen: LISTEN.prefault('0.0.0.0:8443').describe('Where SCIM and the gateway API listen.'),
  publicUrl: PUBLIC_URL.optional().describe(
    'The address that identity providers reach; all links start with it.',
  ),
  tls: TLS.optional().describe('Without it plain HTTP is served, for a proxy on the same machine.'),
  trustedProxies: z
    .array(NETWORK)
    .prefault(['127.0.0.1/32'])
    .describe('Networks whose X-Forwarded-For, -Proto and -Host are believed.'),
});

const VALUES = z.array(z.string().min(1)).min(1);

const ROLES = z
  .strictObject({
    admin: VALUES.optional().describe('Values of the claim that make someone an administrator.'),
    viewer: VALUES.optional().describe(
      'Values of the claim that let someone see everything and change nothing.',
    ),
  })
  .refine(({ admin, viewer }) => admin !== undefined || viewer !== undefined, {
    message: 'say which values of the claim may sign in: admin, viewer or both',
  });

const OIDC = z.strictObject({
  issuer: ISSUER.describe('The issuer, which tells where all else of the provider is.'),
  clientId: z.string().min(1).describe('The client id that the provider gave to this console.'),
  clientSecretFile: TEXT_FILE.describe('A file that holds the client secret and nothing else.'),
  scopes: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('The scopes to ask for; left out, openid, profile, email and groups.'),
  claim: z.string().min(1).optional().describe('The claim that tells the role; left out, groups.'),
  roles: ROLES.describe('Who may sign in; whoever is both is an administrator.'),
});

export const ADMIN = z
  .strictObject({
    listen: LISTEN.prefault('127.0.0.1:9443').describe('Where the console and the metrics listen.'),
    publicUrl: ORIGIN.optional().describe(
      'The address at which browsers reach the console, where that is another than the one it listens on.',
    ),
    tls: TLS.optional().describe('Needed on every address that other machines reach.'),
    oidc: OIDC.optional().describe(
      'Sign-in to the console through a provider of your own, beside one-time links.',
    ),
  })
  .refine(({ listen, tls }) => tls !== undefined || isOwn(listen), {
    path: ['listen'],
    message:
      'other machines reach this address: give it admin.tls, or listen on 127.0.0.1 or a UNIX socket, so that no session crosses a network in the clear',
  });

/** Whether nobody but this machine reaches the address. */
function isOwn(address: ListenAddress): boolean {
  return 'socket' in address || /^(?:127\.[\d.]+|localhost|::1)$/i.test(address.host);
}
