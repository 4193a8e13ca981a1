import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  copyDatabase,
  type Inspection,
  inspectDatabase,
  type OnProgress,
  type RowCounts,
} from './copy-database.ts';
import { DatabaseFailure } from './explain-failure.ts';

/** What was noted of a backup when it was made, in a file beside it. */
export interface Manifest {
  /** ISO 8601. */
  readonly createdAt: string;
  readonly bytes: number;
  /** Of the file, in hex. */
  readonly sha256: string;
  readonly rows: RowCounts;
}

export interface Backup extends Manifest {
  readonly file: string;
}

/** Of which database, where to put it, and how many backups stay there; the oldest are removed. */
export interface BackupPlaces {
  readonly database: string;
  readonly directory: string;
  readonly keep: number;
}

const NAME = /^cyolo-scim-\d{8}T\d{9}Z\.db$/;
const UNCHECKED = '.unchecked';
/** So old is no copy that someone still makes. */
const LEFT_BEHIND_MS = 86_400_000;

/**
 * Backs a database up while it is in use, and looks through the copy before it counts.
 * @param onProgress may throw, to give up
 * @throws Error when the copy cannot be made or is not what the database was; nothing is left behind then
 */
export async function createBackup(
  { database, directory, keep }: BackupPlaces,
  now: number,
  onProgress: OnProgress = () => {},
): Promise<Backup> {
  const file = fileOf(directory, now);
  const unchecked = file + UNCHECKED;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  removeLeftBehind(directory, now);
  try {
    writeFileSync(unchecked, '', { mode: 0o600 });
    const rows = await copyDatabase(database, unchecked, onProgress);
    refuse(problemsOf(inspectDatabase(unchecked), rows));
    const bytes = statSync(unchecked).size;
    const createdAt = new Date(now).toISOString();
    const manifest: Manifest = { createdAt, bytes, sha256: await digestOf(unchecked), rows };
    writeFileSync(manifestPath(file), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(unchecked, file);
    // With the clock set back, the newest is not the last.
    const others = listBackups(directory).filter((each) => each.file !== file);
    for (const old of others.slice(0, Math.max(0, others.length - (keep - 1)))) remove(old.file);
    return { file, ...manifest };
  } finally {
    discardUnchecked({ directory }, now);
  }
}

/** Removes what a backup of that time has left behind that did not come to its end. */
export function discardUnchecked({ directory }: Pick<BackupPlaces, 'directory'>, now: number): void {
  const file = fileOf(directory, now);
  for (const suffix of [UNCHECKED, `${UNCHECKED}-journal`]) rmSync(file + suffix, { force: true });
  if (!existsSync(file)) rmSync(manifestPath(file), { force: true });
}

/** A process that is killed cannot tidy up. */
function removeLeftBehind(directory: string, now: number): void {
  for (const name of readdirSync(directory).filter((each) => each.includes(UNCHECKED))) {
    const path = join(directory, name);
    if (now - statSync(path).mtimeMs > LEFT_BEHIND_MS) rmSync(path, { force: true });
  }
}

function fileOf(directory: string, now: number): string {
  return join(directory, `cyolo-scim-${new Date(now).toISOString().replace(/[-:.]/g, '')}.db`);
}

/** The backups in a directory, the oldest first by the time that was noted of them. */
export function listBackups(directory: string): readonly Backup[] {
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory).filter((name) => NAME.test(name));
  const backups = names.flatMap((name) => {
    const file = join(directory, name);
    const manifest = readManifest(file);
    return manifest === undefined ? [] : [{ file, ...manifest }];
  });
  return backups.sort((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt));
}

/** The latest backup. One dated after `now` does not count: the clock was wrong then, and backups must go on. */
export function findLatestBackup(directory: string, now: number): Backup | undefined {
  return listBackups(directory).findLast(({ createdAt }) => Date.parse(createdAt) <= now);
}

/** When the latest backup was made, in milliseconds since 1970. */
export function latestBackup(directory: string, now: number): number | undefined {
  const latest = findLatestBackup(directory, now);
  return latest && Date.parse(latest.createdAt);
}

/** Opens a backup and looks through it. @returns what is wrong with it */
export async function verifyBackup(file: string): Promise<readonly string[]> {
  const manifest = readManifest(file);
  const isNoteBroken = manifest === undefined && existsSync(manifestPath(file));
  return [
    ...(isNoteBroken ? ['what was noted of it cannot be read'] : []),
    ...(await findAlteration(file, manifest)),
    ...problemsOf(inspectDatabase(file), manifest?.rows),
  ];
}

/** Whether a backup, or a copy of it, is another one than was made. @returns that as a problem */
export async function findAlteration(
  file: string,
  manifest: Manifest | undefined,
): Promise<readonly string[]> {
  const isAltered = manifest !== undefined && manifest.sha256 !== (await digestOf(file));
  return isAltered ? ['the file is not as it was written'] : [];
}

/** What is wrong with a copy that was looked through, also by the rows that it is to have. */
export function problemsOf(
  { rows, problems }: Inspection,
  expected: RowCounts | undefined,
): readonly string[] {
  if (problems.length > 0 || expected === undefined) return problems;
  return Object.entries(expected)
    .filter(([table, count]) => rows[table] !== count)
    .map(([table, count]) => `${table} has ${rows[table] ?? 'no'} rows instead of ${count}`);
}

/** @throws DatabaseFailure naming the problems, if there are any */
export function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new DatabaseFailure(`The backup is not good: ${problems.join('; ')}.`);
}

function manifestPath(file: string): string {
  return file.replace(/(\.db)?$/, '.json');
}

/** What was noted of a backup; undefined when nothing is, or nothing that can be read. */
export function readManifest(file: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(manifestPath(file), 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function remove(file: string): void {
  rmSync(file);
  rmSync(manifestPath(file));
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
