import { createLogger } from '../../src/telemetry/logger.ts';

/** A log whose lines can be read. */
export function recordedLog() {
  const lines: { readonly level: string; readonly msg: string; readonly [field: string]: unknown }[] = [];
  const log = createLogger({
    level: 'info',
    format: 'json',
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  return { log, lines };
}
