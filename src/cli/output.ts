import { CommandError } from './errors.ts';
import { createProgress, type Progress } from './progress.ts';
import { type Column, formatTable } from './table.ts';
import type { Terminal, TextStream } from './terminal.ts';

const STYLES = { bold: 1, red: 31 } as const;
type Style = keyof typeof STYLES;

/** The one place that writes. Answers go to stdout, remarks and errors to stderr. */
export interface Output {
  /** Whether the answer is to be one JSON value. */
  readonly json: boolean;
  /** Gives the command's answer: the value with `--json`, else the text. */
  answer(value: unknown, text: string): void;
  /** Answers with rows: an array with `--json`, else a table, or the sentence when there are none. */
  table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], none: string): void;
  /** Writes a part of a long answer. @throws BrokenPipeError when nobody reads any more, CommandError when it cannot */
  write(text: string): Promise<void>;
  /** Waits until the answer is written. @throws as `write` does */
  settle(): Promise<void>;
  /** Says something that is not part of the answer. */
  remark(text: string): void;
  /** Says on a terminal why it takes so long. */
  note(text: string): void;
  fail(message: string): void;
  progress(label: string): Progress;
}

/** The reader of stdout went away, as `| head` does: no failure. */
export class BrokenPipeError extends Error {
  override readonly name = 'BrokenPipeError';
}

/** @param isJson asked at every answer, because options are parsed after the output is made */
export function createOutput(terminal: Terminal, isJson: () => boolean): Output {
  const { stdout, stderr } = terminal;
  let failure: NodeJS.ErrnoException | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= error;
  });
  // What cannot be said on the side ends no command.
  stderr.on('error', () => {});
  const write = (text: string): boolean => failure !== undefined || stdout.write(text);
  const paint = (style: Style, text: string) => paintFor(stdout, terminal.env, style, text);

  function answer(value: unknown, text: string): void {
    write(isJson() ? `${JSON.stringify(value, undefined, 2)}\n` : `${text}\n`);
  }

  function throwFailure(): void {
    if (failure?.code === 'EPIPE') throw new BrokenPipeError();
    if (failure !== undefined)
      throw new CommandError(`The answer cannot be written: ${failure.message}.`, { cause: failure });
  }

  function remark(text: string): void {
    stderr.write(`${text}\n`);
  }

  return {
    get json() {
      return isJson();
    },
    answer,
    table(rows, columns, none) {
      if (rows.length === 0 && !isJson()) return remark(none);
      const { lines, omitted } = formatTable(rows, columns, widthOf(stdout));
      const [titles = '', ...others] = lines;
      answer(rows, [paint('bold', titles), ...others].join('\n'));
      if (omitted.length > 0 && !isJson())
        remark(`Not shown for lack of room: ${omitted.join(', ')}. A wider terminal or --json has them.`);
    },
    async write(text) {
      if (!write(text)) await drained(stdout);
      throwFailure();
    },
    async settle() {
      await new Promise<void>((resolve) => {
        stdout.write('', () => resolve());
      });
      throwFailure();
    },
    remark,
    note(text) {
      if (stderr.isTTY === true) remark(text);
    },
    fail(message) {
      remark(`${paintFor(stderr, terminal.env, 'red', 'cyolo-scim:')} ${message}`);
    },
    progress: (label) => createProgress(stderr, label, Date.now),
  };
}

function drained(stream: TextStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('drain', resolve);
    stream.once('error', () => resolve());
  });
}

function widthOf(stream: TextStream): number {
  // A serial console does not know its width, and says 0.
  return stream.isTTY === true ? stream.columns || 80 : Number.POSITIVE_INFINITY;
}

function paintFor(stream: TextStream, env: Terminal['env'], style: Style, text: string): string {
  const isPlain = stream.isTTY !== true || Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  return isPlain ? text : `\x1b[${STYLES[style]}m${text}\x1b[0m`;
}
