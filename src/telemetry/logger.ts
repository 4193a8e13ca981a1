import { type DestinationStream, type Logger, destination as openDestination, pino } from 'pino';
import { formatLine } from './format-line.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** Where lines go; `flushSync` is called after a fatal one. */
export type LogDestination = DestinationStream & { flushSync?(): void };

const SECRET_FIELDS = ['authorization', 'password', 'secret', 'cookie'];
const SECRET = /cy([st])_[\w.-]+/g;
const SUSPICIOUS = new RegExp(`${SECRET.source}|"(?:${SECRET_FIELDS.join('|')})":`, 'i');

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
      timestamp: createTimestamp(),
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: blotOut },
    },
    format === 'json' ? destination : asText(destination),
  );
}

/** Many requests end in one millisecond, and to write its time takes longer than to write all else of a line. */
function createTimestamp(): () => string {
  let last = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== last) text = `,"time":"${new Date(now).toISOString()}"`;
    last = now;
    return text;
  };
}

/** A look at the finished line costs less than pino's `redact`, which costs as much as all else of a line. */
function blotOut(line: string): string {
  if (!SUSPICIOUS.test(line)) return line;
  const censored = JSON.stringify(JSON.parse(line), (name, value) =>
    SECRET_FIELDS.includes(name.toLowerCase()) ? '…' : value,
  );
  return `${censored.replace(SECRET, 'cy$1_…')}\n`;
}

function openStdout(): LogDestination {
  return openDestination({ dest: 1, sync: false, minLength: 12 * 1024, periodicFlush: 1000 });
}

function asText(destination: LogDestination): LogDestination {
  return {
    write: (line) => destination.write(formatLine(line)),
    flushSync: () => destination.flushSync?.(),
  };
}
