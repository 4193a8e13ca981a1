import * as z from 'zod';
import { EVENT_ACTIONS, isEventAction } from '../directory/event.ts';
import { SECURITY_EVENTS } from '../directory/receiver.ts';
import { duration, PROVIDER_NAME, RECEIVER_URL } from './fields.ts';
import { TEXT_FILE } from './files.ts';

export const GATEWAY = z.strictObject({
  subjectAttributes: z
    .array(z.string().min(1))
    .min(1)
    .default(['userName'])
    .describe('What a SAML subject (NameID) is looked for in, the first that has it counts.'),
  snapshotLifetime: duration({ atLeast: '1m' })
    .prefault('1h')
    .describe('For how long a gateway may go by a snapshot, while the appliance is out of reach.'),
  acknowledgeWithin: duration({ atLeast: '1s' })
    .prefault('5m')
    .describe('After which time a receiver that has not taken an event is warned of.'),
  requestsPerSecondPerKey: z
    .int()
    .min(1)
    .max(100_000)
    .default(2000)
    .describe('The requests of one gateway key per second.'),
  streamsPerKey: z
    .int()
    .min(1)
    .max(10_000)
    .default(32)
    .describe('The event streams that one gateway key may keep open.'),
});

/** Of the three kinds each has settings of its own; what does not belong to a kind is refused. */
export const RECEIVER = z
  .strictObject({
    name: PROVIDER_NAME.describe('The name in commands, in the log, and in the URL to poll.'),
    kind: z
      .enum(['push', 'poll', 'webhook'])
      .describe('Security Event Tokens sent (RFC 8935) or fetched (RFC 8936), or events as JSON sent.'),
    url: RECEIVER_URL.optional().describe('Where push and webhook send to, and nowhere else.'),
    authorizationFile: TEXT_FILE.optional().describe(
      'For push: a file with the Authorization header to send.',
    ),
    secretFile: TEXT_FILE.optional().describe(
      'For webhook: a file with the secret that messages are signed with.',
    ),
    audience: z.string().min(1).optional().describe('The "aud" of tokens; left out, the URL, or the name.'),
    events: z
      .array(z.enum([...Object.values(SECURITY_EVENTS), ...EVENT_ACTIONS]))
      .min(1)
      .optional()
      .describe('For push and poll URIs of events, for webhook actions; left out, the usual ones.'),
    allowPrivateNetwork: z
      .boolean()
      .default(false)
      .describe('Whether the URL may be in a private network, and plain HTTP.'),
  })
  .superRefine(checkReceiver);

type ReceiverFields = z.output<typeof RECEIVER>;

interface Rule {
  readonly key: 'url' | 'authorizationFile' | 'secretFile' | 'audience';
  readonly needed: readonly ReceiverFields['kind'][];
  readonly allowed: readonly ReceiverFields['kind'][];
}

const RULES: readonly Rule[] = [
  { key: 'url', needed: ['push', 'webhook'], allowed: ['push', 'webhook'] },
  { key: 'authorizationFile', needed: [], allowed: ['push'] },
  { key: 'secretFile', needed: ['webhook'], allowed: ['webhook'] },
  { key: 'audience', needed: [], allowed: ['push', 'poll'] },
];

function checkReceiver(receiver: ReceiverFields, context: z.RefinementCtx<ReceiverFields>): void {
  const { kind, url, events = [], allowPrivateNetwork } = receiver;
  const report = (path: readonly (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path: [...path], message });
  for (const { key, needed, allowed } of RULES) {
    if (receiver[key] === undefined && needed.includes(kind)) report([key], 'is missing');
    if (receiver[key] !== undefined && !allowed.includes(kind)) report([key], `leave it out for ${kind}`);
  }
  if (url?.startsWith('http:') && !allowPrivateNetwork) {
    report(['url'], 'use https, or set allowPrivateNetwork for a network that is trusted');
  }
  for (const [index, event] of events.entries()) {
    if (isEventAction(event) !== (kind === 'webhook'))
      report(['events', index], `is nothing that ${kind} tells`);
  }
}
