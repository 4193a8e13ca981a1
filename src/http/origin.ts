import type { Context } from 'hono';
import type { HttpEnv } from './environment.ts';

/**
 * The URL of the service without a path, as clients reach it.
 * @param publicUrl where it is not to be taken from requests
 */
export function originOf(c: Context<HttpEnv>, publicUrl: string | undefined): string {
  const { scheme, host } = c.get('peer');
  return publicUrl?.replace(/\/+$/, '') ?? `${scheme}://${host}`;
}
