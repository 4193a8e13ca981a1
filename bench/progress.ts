/** Tells a person what is being done, since a run takes many minutes. */
export interface Progress {
  begin(name: string): void;
  /** A part of what has begun. */
  step(what: string): void;
  end(): void;
}

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const CLEAR_LINE = '\r\u001b[K';

/** One line that changes on a terminal, and elsewhere a line for each step. @param now milliseconds */
export function createProgress(output: Output, now: () => number = () => performance.now()): Progress {
  const start = now();
  let doing = '';
  function show(what: string): void {
    const seconds = Math.floor((now() - start) / 1000);
    const clock = `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`;
    const line = `${clock.padStart(6)}  ${what}`;
    output.write(output.isTTY ? CLEAR_LINE + line.slice(0, (output.columns ?? 80) - 1) : `${line}\n`);
  }
  return {
    begin(name) {
      doing = name;
      show(name);
    },
    step: (what) => show(`${doing}: ${what}`),
    end: () => output.isTTY && output.write(CLEAR_LINE),
  };
}
