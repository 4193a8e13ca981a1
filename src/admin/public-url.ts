import { formatListenAddress, type ListenAddress } from '../config/listen.ts';
import type { Config } from '../config/schema.ts';

/** Where an identity provider reaches the tenant. */
export function scimUrl(config: Config, tenant: string): string {
  return `${publicUrl(config)}/scim/v2/${tenant}`;
}

/** The configured public URL; without one, what the listener's address says of this machine. */
export function publicUrl({ server }: Config): string {
  const { publicUrl, tls, listen } = server;
  return publicUrl ?? urlOn(listen, tls === undefined ? 'http' : 'https');
}

/** Where a browser on this machine reaches the console. */
export function consoleUrl({ admin }: Config): string {
  return urlOn(admin.listen, 'http');
}

function urlOn(listen: ListenAddress, scheme: string): string {
  if ('socket' in listen) return `${scheme}://localhost`;
  const isEverywhere = listen.host === '0.0.0.0' || listen.host === '::';
  return `${scheme}://${formatListenAddress(isEverywhere ? { ...listen, host: 'localhost' } : listen)}`;
}
