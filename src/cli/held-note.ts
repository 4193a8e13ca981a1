import type { Output } from './output.ts';

/** The server's own transactions are over in less. */
const QUIET_MS = 500;

/** Makes what says once that another process holds the database, when it has for a while. */
export function createHeldNote(output: Pick<Output, 'note'>): (milliseconds: number) => void {
  let isSaid = false;
  return (milliseconds) => {
    if (isSaid || milliseconds < QUIET_MS) return;
    isSaid = true;
    output.note('Another process holds the database: waiting for it …');
  };
}
