import type { ReadConfig } from '../config/load.ts';
import type { Actor } from '../directory/event.ts';
import type { Confirm } from './confirm.ts';
import type { Installation } from './installation.ts';
import type { Output } from './output.ts';
import type { Terminal } from './terminal.ts';

/** What there is for commands to use. A command names the parts it takes: `Pick<Parts, 'output' | …>`. */
export interface Parts {
  readonly terminal: Terminal;
  readonly output: Output;
  readonly confirm: Confirm;
  /** Reads the configuration that `--config`, the environment or the usual places name. @throws ConfigError */
  readonly loadConfig: () => LoadedConfig;
  /** Opens the database of that configuration; files that the command line names are to be opened before. */
  readonly openInstallation: () => Promise<Installation>;
  readonly actor: Actor;
  readonly now: () => number;
}

export interface LoadedConfig extends ReadConfig {
  readonly path: string;
}
