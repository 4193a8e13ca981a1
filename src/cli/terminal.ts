import type { Readable, Writable } from 'node:stream';

/** The world around a command, as far as commands touch it; `process` is one. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  on(event: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown;
}

export type TextStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };
