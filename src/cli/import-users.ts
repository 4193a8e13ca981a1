import { randomUUID } from 'node:crypto';
import type { Actor } from '../directory/event.ts';
import { ScimError } from '../scim/errors.ts';
import { applyPatch, PATCH_SCHEMA, parsePatch } from '../scim/patch.ts';
import { fold, type ResourceAttributes, type ResourceChange, type StoredResource } from '../scim/resource.ts';
import { makeResourceId } from '../scim/resource-id.ts';
import { readResource, replaceResource } from '../scim/validate.ts';
import type { Collection, Resources } from '../store/port.ts';
import { findIfAny } from './find-resource.ts';
import type { Entry } from './import-file.ts';
import { textAt } from './text-at.ts';

/** What became of an entry, or would in a dry run. */
export interface Imported {
  readonly line: number;
  readonly userName: string;
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'failed';
  readonly problem?: string;
}

/** Those of one slice are written together. */
const SLICE = 100;

/**
 * Brings users into the directory: whom a userName is known of is changed, all others are created. One that cannot be
 * is left out, and the rest goes on.
 */
export async function* importUsers(
  resources: Resources,
  users: Collection,
  entries: readonly Entry[],
  options: { readonly actor: Actor; readonly isDryRun: boolean },
): AsyncGenerator<readonly Imported[]> {
  const lines = new Map<string, number>();
  for (let start = 0; start < entries.length; start += SLICE) {
    const slice = entries.slice(start, start + SLICE);
    yield await Promise.all(slice.map((entry) => importEntry(entry, lineBefore(entry, lines))));
  }

  async function importEntry(entry: Entry, twin: number | undefined): Promise<Imported> {
    const { line, body } = entry;
    const userName = textAt(body, 'userName');
    try {
      if (twin !== undefined) throw new ScimError(409, `Line ${twin} has the same userName.`);
      const current = userName === '' ? undefined : await findIfAny(resources, users, userName);
      const change = changeOf(entry, current, users);
      const outcome = outcomeOf(change, current);
      if (outcome !== 'unchanged' && !options.isDryRun) await write(entry, current, change);
      return { line, userName, outcome };
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      return { line, userName, outcome: 'failed', problem: error.message };
    }
  }

  async function write(
    entry: Entry,
    current: StoredResource | undefined,
    change: ResourceChange,
  ): Promise<void> {
    const context = { actor: options.actor, unknownMembers: 'skip' } as const;
    const id = current?.id ?? makeResourceId(Date.now(), randomUUID());
    const target = { ...users, id };
    await resources.write(
      current === undefined
        ? { kind: 'create', target, change, onInactiveDuplicate: 'conflict', context }
        : { kind: 'update', target, change: (latest) => changeOf(entry, latest, users), context },
    );
  }
}

/** The line that has brought this userName already, if one has. */
function lineBefore({ line, body }: Entry, lines: Map<string, number>): number | undefined {
  const name = fold(textAt(body, 'userName'));
  const before = lines.get(name);
  lines.set(name, before ?? line);
  return before;
}

/** @throws ScimError when the entry is no right user */
function changeOf(
  { body, isWhole }: Entry,
  current: StoredResource | undefined,
  { type }: Collection,
): ResourceChange {
  if (current === undefined) return readResource(body, type);
  const attributes: ResourceAttributes = JSON.parse(current.text);
  if (isWhole) return replaceResource(attributes, body, type);
  const patch = { schemas: [PATCH_SCHEMA], Operations: [{ op: 'replace', value: body }] };
  return applyPatch(attributes, parsePatch(patch, type), type);
}

function outcomeOf({ attributes }: ResourceChange, current: StoredResource | undefined): Imported['outcome'] {
  if (current === undefined) return 'created';
  const { id: _, ...stored } = JSON.parse(current.text);
  return JSON.stringify(stored) === JSON.stringify(attributes) ? 'unchanged' : 'updated';
}
