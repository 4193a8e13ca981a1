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

/** A browser needs a port: this one of its own machine can lead to a socket. */
export const FORWARDED_PORT = 9443;

/** Where a browser reaches the console: at the configured URL, else from this machine. */
export function consoleUrl({ admin }: Config): string {
  const { publicUrl, listen, tls } = admin;
  if (publicUrl !== undefined) return publicUrl;
  if ('socket' in listen) return `http://127.0.0.1:${FORWARDED_PORT}`;
  return urlOn(listen, tls === undefined ? 'http' : 'https');
}

function urlOn(listen: ListenAddress, scheme: string): string {
  if ('socket' in listen) return `${scheme}://localhost`;
  const isEverywhere = listen.host === '0.0.0.0' || listen.host === '::';
  return `${scheme}://${formatListenAddress(isEverywhere ? { ...listen, host: 'localhost' } : listen)}`;
}
