import { formatListenAddress } from '../config/listen.ts';
import type { Config } from '../config/schema.ts';

/** Where an identity provider reaches the tenant. */
export function scimUrl(config: Config, tenant: string): string {
  return `${publicUrl(config)}/scim/v2/${tenant}`;
}

/** The configured public URL; without one, what the listener's address says of this machine. */
export function publicUrl({ server }: Config): string {
  const { publicUrl, tls, listen } = server;
  if (publicUrl !== undefined) return publicUrl;
  const scheme = tls === undefined ? 'http' : 'https';
  if ('socket' in listen) return `${scheme}://localhost`;
  const isEverywhere = listen.host === '0.0.0.0' || listen.host === '::';
  return `${scheme}://${formatListenAddress(isEverywhere ? { ...listen, host: 'localhost' } : listen)}`;
}
