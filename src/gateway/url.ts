import type { Context } from 'hono';
import type { HttpEnv } from '../http/environment.ts';
import { originOf } from '../http/origin.ts';

/**
 * The URL of the tenant's gateway service, such as `https://gateway.example.com/gateway/v1/acme`.
 * @param publicUrl the service's own URL, where it is not to be taken from requests
 */
export function gatewayUrl(c: Context<HttpEnv>, publicUrl: string | undefined): string {
  return `${originOf(c, publicUrl)}/gateway/v1/${c.get('caller').tenant}`;
}
