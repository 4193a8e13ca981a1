import type { Effort, Meter } from './measure.ts';
import type { Progress } from './progress.ts';
import type { Server } from './server.ts';
import type { Stage } from './stage.ts';

/** What the measurements work with. */
export interface Bench {
  readonly stage: Stage;
  readonly meter: Meter;
  readonly progress: Progress;
  readonly effort: Omit<Effort, 'connections'>;
  /** Whether what has that name is to be measured; says that it begins then. */
  begins(name: string): boolean;
  /** The one from the sources, and the packaged one when it has been built. */
  readonly appliances: readonly Server[];
  readonly floor: Server;
  readonly peer: Server;
}

/** As many requests as Okta and a gateway have open at once in a burst. */
export const CONNECTIONS = 32;
