import { createHmac } from 'node:crypto';

const ENCODED = /^whsec_(?<base64>[A-Za-z0-9+/]+={0,2})$/;

/**
 * The headers that let a receiver see who sent a message and when, in the way of Standard Webhooks.
 * @param secret what both know; after `whsec_` it is base64
 * @param seconds since 1970
 */
export function webhookHeaders(
  { id, body }: { readonly id: string; readonly body: string },
  secret: string,
  seconds: number,
): Readonly<Record<string, string>> {
  const { base64 } = ENCODED.exec(secret)?.groups ?? {};
  const key = base64 === undefined ? Buffer.from(secret) : Buffer.from(base64, 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'Content-Type': 'application/json',
    'Webhook-Id': id,
    'Webhook-Timestamp': String(seconds),
    'Webhook-Signature': `v1,${signature}`,
  };
}
