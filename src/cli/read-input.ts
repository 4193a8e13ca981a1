import { text } from 'node:stream/consumers';
import { readFile } from './read-file.ts';
import type { Terminal } from './terminal.ts';

/** Reads a file that the command line names; `-` is standard input. @throws UsageError */
export async function readInput(path: string, { stdin }: Pick<Terminal, 'stdin'>): Promise<string> {
  return path === '-' ? await text(stdin) : readFile(path);
}
