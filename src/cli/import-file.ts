import { extname } from 'node:path';
import { ScimError } from '../scim/errors.ts';
import { parsePath } from '../scim/path.ts';
import { isJsonObject, type JsonObject } from '../scim/resource.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import { type CsvRow, parseCsv } from './csv.ts';
import { UsageError } from './errors.ts';
import { readFile } from './read-file.ts';
import { columnPath } from './user-columns.ts';

/** A user in a file. */
export interface Entry {
  readonly line: number;
  /** Attributes by name, or by path as PATCH takes them. */
  readonly body: JsonObject;
  /** Whether that is all of the user; else what it does not name stays as it is. */
  readonly isWhole: boolean;
}

/**
 * Reads a file of users: .jsonl with a SCIM resource a line, or .csv with a header of column names or SCIM paths.
 * @throws UsageError when the file is neither or not what its name says
 */
export function readImportFile(path: string): ImportFile {
  const text = readFile(path);
  switch (extname(path).toLowerCase()) {
    case '.jsonl':
      return { entries: () => readJsonLines(text) };
    case '.csv':
      return { entries: (type) => readCsv(text, type) };
    default:
      throw new UsageError(`${path} is of an unknown kind: give a .csv or a .jsonl file.`);
  }
}

/** A file that was read, but not yet understood. */
export interface ImportFile {
  readonly entries: (type: ResourceType) => readonly Entry[];
}

function readJsonLines(text: string): readonly Entry[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const body = parseObject(line);
    if (body === undefined) throw new UsageError(`Line ${index + 1} is no JSON object on one line.`);
    return [{ line: index + 1, body, isWhole: true }];
  });
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** An empty cell says nothing about its attribute. */
function readCsv(text: string, type: ResourceType): readonly Entry[] {
  const [header, ...rows] = readRows(text);
  // So do spreadsheets where a comma is part of numbers.
  if (header?.cells.length === 1 && header.cells[0]?.includes(';'))
    throw new UsageError('The columns are separated by semicolons: separate them by commas.');
  const paths = (header?.cells ?? []).map((column) => checkedPath(column.trim(), type));
  if (!paths.includes('userName'))
    throw new UsageError('The first line must name the columns, userName among them.');
  return rows.map(({ line, cells }) => {
    const filled = paths
      .map((path, index) => [path, cells[index] ?? ''] as const)
      .filter(([, cell]) => cell !== '');
    return { line, body: Object.fromEntries(filled), isWhole: false };
  });
}

function readRows(text: string): readonly CsvRow[] {
  try {
    return parseCsv(text);
  } catch (error) {
    throw new UsageError((error as SyntaxError).message, { cause: error });
  }
}

function checkedPath(column: string, type: ResourceType): string {
  const path = columnPath(column);
  if (!isPathOf(path, type)) {
    throw new UsageError(`A user has no attribute "${column}": name the column otherwise or leave it out.`);
  }
  return path;
}

function isPathOf(path: string, type: ResourceType): boolean {
  try {
    return parsePath(path, type) !== undefined;
  } catch (error) {
    if (error instanceof ScimError) return false;
    throw error;
  }
}
