/** What one check of the installation found. */
export interface Finding {
  readonly check: string;
  readonly state: 'good' | 'warning' | 'bad';
  /** What is so and, unless that is good, what to do. */
  readonly detail: string;
}

const DAY_MS = 86_400_000;
const SOON_MS = 30 * DAY_MS;

/** Judges by when something ends. @param subject such as `the certificate` */
export function judgeEnd(end: number, now: number, subject: string): Pick<Finding, 'state' | 'detail'> {
  const date = new Date(end).toISOString().slice(0, 10);
  if (end <= now) return { state: 'bad', detail: `${subject} has ended on ${date}: renew it` };
  const days = Math.floor((end - now) / DAY_MS);
  if (end - now < SOON_MS)
    return { state: 'warning', detail: `${subject} ends on ${date}, in ${days} days: renew it` };
  return { state: 'good', detail: `${subject} holds until ${date}` };
}
