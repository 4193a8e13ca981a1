import { readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { serveBare } from './bare.ts';

/** What the appliance answers to one request of each kind. */
export interface Samples {
  readonly user: string;
  readonly found: string;
  readonly page: string;
  readonly decision: string;
}

/** The floor: a bare server that sends the very bytes that the appliance sends, and has no directory at all. */
const [port, samplesFile = '', ...authorizations] = argv.slice(2);
const samples: Samples = JSON.parse(readFileSync(samplesFile, 'utf8'));

serveBare(Number(port), authorizations, {
  user: () => samples.user,
  found: () => samples.found,
  page: () => samples.page,
  decision: () => samples.decision,
});
