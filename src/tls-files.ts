import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Listener, TlsPair } from './listener.ts';

/** Where a certificate with its chain and its private key are, both PEM. */
export interface TlsFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

const CHECK_INTERVAL_MS = 10_000;

export function readTls({ certificateFile, keyFile }: TlsFiles): TlsPair {
  return { cert: readFileSync(certificateFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}

/**
 * Serves a renewed certificate without a restart; keeps the old one while the new files do not fit together.
 * @returns what ends that
 */
export function watchTls(listener: Listener, files: () => TlsFiles | undefined, log: Logger): () => void {
  let served: string | undefined;
  const check = (): void => {
    const current = files();
    if (current === undefined) return;
    try {
      const pair = readTls(current);
      const text = pair.cert + pair.key;
      if (served !== undefined && served !== text) {
        listener.setTls(pair);
        log.info('serving a new certificate');
      }
      served = text;
    } catch (err) {
      log.error({ err, ...current }, 'the new certificate cannot be used; the old one stays');
    }
  };
  check();
  const timer = setInterval(check, CHECK_INTERVAL_MS).unref();
  return () => clearInterval(timer);
}
