import { X509Certificate } from 'node:crypto';
import { readFileSync, statfsSync, statSync } from 'node:fs';
import { isAway } from '../config/files.ts';
import type { Config } from '../config/schema.ts';
import { type Finding, type Judgement, judgeEnd } from './finding.ts';
import { reasonOf } from './network-reason.ts';
import { findTlsFault } from './tls-fault.ts';

const GIB = 1024 ** 3;

/** Whether others than the owner can reach the data. */
export function checkPermissions(directory: string): Finding {
  const check = 'permissions';
  const isOpen = (statSync(directory).mode & 0o077) !== 0;
  if (isOpen)
    return { check, state: 'warning', detail: `others can enter ${directory}: chmod 700 ${directory}` };
  return { check, state: 'good', detail: `${directory} is open to its owner alone` };
}

export function checkDisk(directory: string): Finding {
  const { bavail, bsize } = statfsSync(directory);
  const free = (bavail * bsize) / GIB;
  const detail = `${free.toFixed(1)} GiB are free`;
  if (free >= 1) return { check: 'disk', state: 'good', detail };
  const advice = 'make room, for a full disk takes no writes';
  return { check: 'disk', state: free < 0.1 ? 'bad' : 'warning', detail: `${detail}: ${advice}` };
}

type Listener = Pick<Config['server'], 'tls' | 'publicUrl'>;

/** Whether the certificate of a listener fits its key and the public URL, and how long it holds. */
export function judgeCertificate({ tls, publicUrl }: Listener, now: number): Judgement {
  if (tls === undefined) return { state: 'good', detail: 'none here: the proxy in front has it' };
  if (isAway(tls.certificateFile)) {
    return {
      state: 'warning',
      detail: 'systemd hands the certificate over to the service, which does not run',
    };
  }
  const fault = findTlsFault(tls);
  if (fault !== undefined) return { state: 'bad', detail: `${fault.file} ${fault.hint}` };
  const certificate = readCertificate(tls);
  const host = publicUrl && new URL(publicUrl).hostname;
  if (host && certificate.checkHost(host) === undefined) {
    return { state: 'bad', detail: `it is not for ${host}, the host of publicUrl: get one that is` };
  }
  if (isAway(tls.keyFile)) {
    return { state: 'warning', detail: 'systemd hands the key over to the service, which does not run' };
  }
  return judgeEnd(Date.parse(certificate.validTo), now, 'the certificate', 'renew it');
}

/** When the certificate of a listener ends, in milliseconds since 1970; undefined when there is none to be read. */
export function certificateEnd({ tls }: Listener): number | undefined {
  try {
    return tls && Date.parse(readCertificate(tls).validTo);
  } catch {
    return undefined;
  }
}

function readCertificate({ certificateFile }: NonNullable<Listener['tls']>): X509Certificate {
  return new X509Certificate(readFileSync(certificateFile));
}

/** Whether identity providers can reach the server, as far as can be seen from here. */
export async function checkPublicUrl({ server: { publicUrl } }: Config, timeout: number): Promise<Finding> {
  const check = 'public URL';
  if (publicUrl === undefined) {
    return {
      check,
      state: 'warning',
      detail: 'not set: set server.publicUrl to what identity providers reach',
    };
  }
  if (!publicUrl.startsWith('https:')) {
    return { check, state: 'warning', detail: `${publicUrl} is not https: Okta and Entra refuse it` };
  }
  try {
    const { status } = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(timeout) });
    if (status === 200) return { check, state: 'good', detail: `${publicUrl} answers` };
    return {
      check,
      state: 'bad',
      detail: `${publicUrl}/healthz gives ${status}: does the proxy lead to this server?`,
    };
  } catch (error) {
    return { check, state: 'bad', detail: `${publicUrl}: ${reasonOf(error)}` };
  }
}
