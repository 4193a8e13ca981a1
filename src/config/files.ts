import { existsSync, readFileSync, statSync } from 'node:fs';
import type { SamlFacts } from '../directory/identity-provider.ts';
import type { SecretDigest } from '../directory/key.ts';
import { parseSamlMetadata, SamlMetadataError } from '../directory/saml-metadata.ts';
import { digestSecret } from '../keys/digest.ts';
import { hasValidChecksum } from '../keys/make.ts';
import { type Reading, written } from './written.ts';

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** A file that the configuration names, with what was read from it. */
export interface ReadFile<T> {
  readonly path: string;
  /** Undefined when the file is away. */
  readonly content: T | undefined;
}

/** Where systemd has what it hands over to the service, as long as that runs. */
export const SERVICE_CREDENTIALS = '/run/credentials/cyolo-scim.service';

/** Whether systemd would hand a file over to the service, which does not run. Commands work all the same: none needs it. */
export function isAway(path: string): boolean {
  return path.startsWith(`${SERVICE_CREDENTIALS}/`) && !existsSync(SERVICE_CREDENTIALS);
}

/** What was read from a file. @throws Error when it is away, which a configuration that `loadConfig` gave has none of */
export function contentOf<T>({ path, content }: ReadFile<T>): T {
  if (content === undefined) throw new Error(`${path} was not read.`);
  return content;
}

/** Kept as a path, for the server reads TLS files again when they change; here it only must be readable. */
export const TLS_FILE = written<string>((path) => {
  const reading = isAway(path) ? { value: '' } : readBytes(path);
  return 'problem' in reading ? reading : { value: path };
}, String);

export const METADATA_FILE = fileOf<SamlFacts>((xml) => {
  try {
    return { value: parseSamlMetadata(xml) };
  } catch (error) {
    if (error instanceof SamlMetadataError) return { problem: error.message };
    throw error;
  }
});

/** Of the Secret only the digest is kept. */
export const SECRET_FILE = fileOf<SecretDigest>((text) => {
  const secret = text.trim();
  if (secret.length < 32 || /\s/.test(secret)) {
    return { problem: 'it must hold one Secret of at least 32 characters and nothing else' };
  }
  if (secret.startsWith('cys_') && !hasValidChecksum(secret)) {
    return { problem: 'the Secret in it is mistyped or cut off: its checksum does not fit' };
  }
  return { value: digestSecret(secret) };
});

/** What is sent or signed with as it is, so that it must be kept. */
export const TEXT_FILE = fileOf<string>((text) => {
  const line = text.trim();
  return line === '' || /[\r\n]/.test(line)
    ? { problem: 'it must hold one line and nothing else' }
    : { value: line };
});

function fileOf<T>(parse: (text: string) => Reading<T>) {
  return written<ReadFile<T>>(
    (path) => {
      if (isAway(path)) return { value: { path, content: undefined } };
      const text = readText(path);
      const content = 'problem' in text ? text : parse(text.value);
      return 'problem' in content ? content : { value: { path, content: content.value } };
    },
    ({ path }) => path,
  );
}

/** Whether something is at the path that is no UNIX socket, as far as one may see. */
export function isOtherThanSocket(path: string): boolean {
  try {
    return !statSync(path).isSocket();
  } catch {
    return false;
  }
}

/** The text of a file, or why it cannot be read. A byte order mark is left out. */
export function readText(path: string): Reading<string> {
  const bytes = readBytes(path);
  if ('problem' in bytes) return bytes;
  try {
    return { value: UTF_8.decode(bytes.value) };
  } catch {
    return { problem: 'it is not text in UTF-8: save it as such' };
  }
}

function readBytes(path: string): Reading<Uint8Array> {
  try {
    return { value: readFileSync(path) };
  } catch (error) {
    return { problem: sentenceOf(error) };
  }
}

function sentenceOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'the file may not be read: give the service user access to it';
  if (code === 'EISDIR') return 'this is a directory, not a file';
  return message;
}
