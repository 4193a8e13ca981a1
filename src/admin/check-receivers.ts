import type { Finding } from './finding.ts';
import { listReceivers, type ReceiverDependencies } from './receivers.ts';

/** Whether every receiver takes what it is told. @param limit after how many milliseconds it is late */
export async function checkReceivers(
  dependencies: ReceiverDependencies,
  limit: number,
): Promise<readonly Finding[]> {
  const statuses = await listReceivers(dependencies);
  return statuses.map(({ tenant, receiver, behind, oldest, delivery }) => {
    const check = `receiver ${receiver} of ${tenant}`;
    if (oldest === undefined || oldest.at >= dependencies.now - limit) {
      return { check, state: 'good', detail: 'takes events' };
    }
    const since = new Date(oldest.at).toISOString();
    const reason = delivery.error === undefined ? '' : ` (${delivery.error})`;
    return {
      check,
      state: 'warning',
      detail: `has not taken ${behind} events, the oldest of ${since}${reason}: see "event receivers --pending"`,
    };
  });
}
