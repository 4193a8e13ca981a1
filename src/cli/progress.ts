import type { TextStream } from './terminal.ts';

const BAR_WIDTH = 24;
const REDRAW_MS = 100;

/** How far long work is; disposing of it clears the bar. */
export interface Progress extends Disposable {
  show(done: number, total: number): void;
}

/** Shows a bar on a terminal, and nothing elsewhere. */
export function createProgress(stream: TextStream, label: string, now: () => number): Progress {
  if (stream.isTTY !== true) return { show() {}, [Symbol.dispose]() {} };
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    show(done, total) {
      if (now() - drawnAt < REDRAW_MS) return;
      drawnAt = now();
      stream.write(`\r${label} ${bar(done, total)}\x1b[K`);
    },
    [Symbol.dispose]() {
      stream.write('\r\x1b[K');
    },
  };
}

function bar(done: number, total: number): string {
  const share = total === 0 ? 1 : Math.min(done / total, 1);
  const filled = Math.round(share * BAR_WIDTH);
  const blocks = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  return `${blocks} ${Math.floor(share * 100)}% (${done} of ${total})`;
}
