import { keyOfReader } from '../directory/receiver.ts';
import type { Finding, Judgement } from './finding.ts';
import { listReceivers, type ReceiverDependencies, type ReceiverStatus } from './receivers.ts';

/** Whether every receiver takes what it is told. @param limit after how many milliseconds it is late */
export async function checkReceivers(
  dependencies: ReceiverDependencies,
  limit: number,
): Promise<readonly Finding[]> {
  const lateBefore = dependencies.now - limit;
  return (await listReceivers(dependencies)).map((status) => ({
    check: `receiver ${status.receiver} of ${status.tenant}`,
    ...judge(status, lateBefore),
  }));
}

/** Who fails to take something gets it again; within the limit that is nothing to be told of. */
function judge(status: ReceiverStatus, lateBefore: number): Judgement {
  const { isPaused, behind, oldest, delivery } = status;
  const { gap, failures, error } = delivery;
  const since = gap?.at ?? oldest?.at;
  if (since === undefined || since >= lateBefore)
    return { state: 'good', detail: isPaused ? 'is paused' : 'takes events' };
  const lack =
    gap === undefined
      ? `has not taken ${behind} events, the oldest of ${new Date(since).toISOString()}`
      : `has not taken yet that it has to start anew (${gap.reason})`;
  if (isPaused)
    return { state: 'warning', detail: `is paused, and ${lack}; all is kept for it: ${adviceTo(status)}` };
  if (failures === 0) return { state: 'warning', detail: `${lack}: ${adviceTo(status)}` };
  const reason = error ?? 'no reason was given';
  return { state: 'bad', detail: `${lack}, and failed ${failures} times (${reason}): ${adviceTo(status)}` };
}

/** What to do for it, and what when it is gone for good. */
function adviceTo({ receiver, kind, isStream, isPaused, delivery: { error } }: ReceiverStatus): string {
  if (isStream) return `let its receiver ${isPaused ? 'enable' : 'poll'} it, or delete the stream`;
  if (kind === 'feed') {
    return `see that the gateway runs and acknowledges, or cyolo-scim key revoke ${keyOfReader(receiver)}`;
  }
  const first = error === undefined ? 'see that it runs' : 'mend what it says';
  return `${first} (cyolo-scim event receivers), or take it out of config.yaml`;
}
