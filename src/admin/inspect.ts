import { dirname } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { Registry, Store } from '../store/port.ts';
import { checkDatabase, checkProviders } from './check-directory.ts';
import { checkDisk, checkPermissions, checkPublicUrl, judgeCertificate } from './check-machine.ts';
import type { Finding } from './finding.ts';

/** Checks what the installation stands on: certificate, data directory, disk. */
export async function inspectMachine(config: Config, now: number): Promise<readonly Finding[]> {
  const directory = dataDirectory(config);
  const findings = await Promise.all([
    inspectCertificates(config, now),
    tryOut('permissions', () => checkPermissions(directory)),
    tryOut('disk', () => checkDisk(directory)),
  ]);
  return findings.flat();
}

/** Checks what comes to its end some day, or to be full. */
export async function inspectEnds(
  config: Config,
  registry: Registry,
  now: number,
): Promise<readonly Finding[]> {
  return [
    ...(await inspectCertificates(config, now)),
    ...(await tryOut('disk', () => checkDisk(dataDirectory(config)))),
    ...(await checkProviders(registry, now)),
  ];
}

async function inspectCertificates({ server, admin }: Config, now: number): Promise<readonly Finding[]> {
  const listeners = [
    ['TLS certificate', server],
    // The admin listener is nobody else's to see without one.
    ...(admin.tls === undefined ? [] : [['TLS of the console', admin] as const]),
  ] as const;
  const findings = listeners.map(([check, listener]) =>
    tryOut(check, () => ({ check, ...judgeCertificate(listener, now) })),
  );
  return (await Promise.all(findings)).flat();
}

/** Checks the way to it from outside. @param timeout how many milliseconds to wait for an answer */
export function inspectReach(config: Config, timeout: number): Promise<readonly Finding[]> {
  return tryOut('public URL', () => checkPublicUrl(config, timeout));
}

/** Checks the database and what is in it: keys and SAML certificates that end. */
export async function inspectDirectory(store: Store, now: number): Promise<readonly Finding[]> {
  return [await checkDatabase(store), ...(await checkProviders(store.registry, now))];
}

function dataDirectory({ database: { url } }: Config): string {
  return dirname(url.replace(/^sqlite:/, ''));
}

type Found = Finding | readonly Finding[];

/** A check that cannot be made is bad by itself. */
export async function tryOut(check: string, find: () => Found | Promise<Found>): Promise<readonly Finding[]> {
  try {
    return [await find()].flat();
  } catch (error) {
    return [{ check, state: 'bad', detail: (error as Error).message }];
  }
}
