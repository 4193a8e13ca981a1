import { z } from 'zod';
import { duration } from './fields.ts';

export const GATEWAY = z.strictObject({
  subjectAttributes: z
    .array(z.string().min(1))
    .min(1)
    .default(['userName'])
    .describe('What a SAML subject (NameID) is looked for in, the first that has it counts.'),
  snapshotLifetime: duration({ atLeast: '1m' })
    .prefault('1h')
    .describe('For how long a gateway may go by a snapshot, while the appliance is out of reach.'),
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
