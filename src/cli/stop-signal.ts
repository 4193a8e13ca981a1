import type { Terminal } from './terminal.ts';

/** Aborts on SIGINT and SIGTERM. Ctrl-C arrives twice when a launcher passes it on, so a second one does no more. */
export function stopSignal(terminal: Terminal): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) terminal.on(name, () => controller.abort());
  return controller.signal;
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
