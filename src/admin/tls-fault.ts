import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAway } from '../config/files.ts';
import type { Config } from '../config/schema.ts';

type TlsFiles = NonNullable<Config['server']['tls']>;

/** Why a certificate and its key cannot be served with. */
export interface TlsFault {
  readonly file: keyof TlsFiles;
  readonly hint: string;
}

/** What is wrong with the files of a listener; what only the running service has is not looked at. */
export function findTlsFault({ certificateFile, keyFile }: TlsFiles): TlsFault | undefined {
  if (isAway(certificateFile)) return undefined;
  const certificate = readCertificate(certificateFile);
  if (certificate === undefined)
    return { file: 'certificateFile', hint: 'holds no certificate in PEM: give one with its chain' };
  if (isAway(keyFile)) return undefined;
  const key = readKey(keyFile);
  if (typeof key === 'string') return { file: 'keyFile', hint: key };
  if (certificate.checkPrivateKey(key)) return undefined;
  return { file: 'keyFile', hint: 'does not belong to certificateFile: give the pair' };
}

function readCertificate(file: string): X509Certificate | undefined {
  const text = readFileSync(file, 'utf8');
  try {
    return text.includes('-----BEGIN ') ? new X509Certificate(text) : undefined;
  } catch {
    return undefined;
  }
}

function readKey(file: string): KeyObject | string {
  const text = readFileSync(file, 'utf8');
  if (/^-----BEGIN ENCRYPTED |^Proc-Type:.*ENCRYPTED/m.test(text))
    return 'is encrypted: give the key without a passphrase';
  try {
    return createPrivateKey(text);
  } catch {
    return 'holds no private key in PEM';
  }
}
