/** What one check of the installation found. */
export interface Finding {
  readonly check: string;
  readonly state: 'good' | 'warning' | 'bad';
  /** What is so and, unless that is good, what to do. */
  readonly detail: string;
}

const DAY_MS = 86_400_000;
/** Three weeks leave time to find out who has to renew it. */
const SOON_MS = 21 * DAY_MS;

export type Judgement = Pick<Finding, 'state' | 'detail'>;

/**
 * Judges by when something ends.
 * @param subject such as `the certificate`
 * @param advice what to do when that is soon
 */
export function judgeEnd(end: number, now: number, subject: string, advice: string): Judgement {
  if (end - now >= SOON_MS) return { state: 'good', detail: `${subject} holds until ${dateOf(end)}` };
  if (end <= now) return { state: 'bad', detail: `${subject} has ended on ${dateOf(end)}: ${advice}` };
  const days = Math.floor((end - now) / DAY_MS);
  return { state: 'warning', detail: `${subject} ends on ${dateOf(end)}, in ${days} days: ${advice}` };
}

/** The date of a time that may be endless. */
function dateOf(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : 'further notice';
}
