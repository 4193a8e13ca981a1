import {
  type DestinationStream,
  type Logger,
  destination as openDestination,
  pino,
  stdTimeFunctions,
} from 'pino';
import { formatLine } from './format-line.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** Where lines go; `flushSync` is called after a fatal one. */
export type LogDestination = DestinationStream & { flushSync?(): void };

const SECRET_FIELDS = ['authorization', 'password', 'secret', 'cookie'];

/**
 * Makes the log. Nothing that is logged should hold a secret; where something does all the same, fields of such a name
 * and all that looks like a Secret or an access token are blotted out.
 * @param options.destination standard output by default, buffered, and flushed every second and at exit
 */
export function createLogger(options: {
  readonly level: LogLevel;
  readonly format: 'json' | 'text';
  readonly destination?: LogDestination;
}): Logger {
  const { level, format, destination = openStdout() } = options;
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '…' },
      hooks: { streamWrite: (line) => line.replace(/cy([st])_[\w.-]+/g, 'cy$1_…') },
    },
    format === 'json' ? destination : asText(destination),
  );
}

function openStdout(): LogDestination {
  return openDestination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 1000 });
}

function asText(destination: LogDestination): LogDestination {
  return {
    write: (line) => destination.write(formatLine(line)),
    flushSync: () => destination.flushSync?.(),
  };
}
