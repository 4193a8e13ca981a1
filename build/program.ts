import { Script } from 'node:vm';

/** The names of what an executable embeds. */
export const PROGRAM = 'cyolo-scim.cjs';
export const CODE_CACHE = 'code-cache';
export const ADDON = 'better_sqlite3.node';
export const CHECKPOINT_WORKER = 'checkpoint-worker.cjs';
export const BACKUP_WORKER = 'backup-worker.cjs';

/** Gives the bytes of what is embedded under a name; a bundle finds it as the variable `embedded`. */
export type Embedded = (name: string) => Uint8Array;

export const WRAPPER = { head: '(function (require, embedded) {', foot: '})' } as const;

/**
 * Runs a bundle, which may require Node's own modules and nothing from the disk.
 * @returns the compiled script
 */
export function runProgram(program: {
  readonly source: string;
  readonly codeCache: Buffer | undefined;
  readonly embedded: Embedded;
}): Script {
  const script = new Script(program.source, {
    filename: PROGRAM,
    ...(program.codeCache && { cachedData: program.codeCache }),
  });
  script.runInThisContext()(process.getBuiltinModule, program.embedded);
  return script;
}
