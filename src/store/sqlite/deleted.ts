import type { Collection } from '../port.ts';
import type { IndexEntry } from './attribute-index.ts';
import type { Connection } from './connection.ts';

/**
 * Remembers what a deleted resource was called, for as long as the event of its deletion is kept, which must be the
 * tenant's last one now.
 */
export function rememberDeleted(
  connection: Connection,
  { tenant, type }: Collection,
  entries: readonly IndexEntry[],
): void {
  for (const { attribute, value } of entries) {
    if (typeof value !== 'string') continue;
    connection.run(
      `INSERT INTO deleted (tenant, type, path, value, sequence)
       SELECT @tenant, @type, @path, @value, max(sequence) FROM events WHERE tenant = @tenant
       ON CONFLICT DO UPDATE SET sequence = excluded.sequence`,
      { tenant, type: type.name, path: attribute.name, value },
    );
  }
}

/** Whether a resource with that value was deleted. */
export function wasDeleted(
  connection: Connection,
  { tenant, type }: Collection,
  { attribute, value }: IndexEntry,
): boolean {
  const found = connection.value(
    'SELECT 1 FROM deleted WHERE tenant = @tenant AND type = @type AND path = @path AND value = @value',
    { tenant, type: type.name, path: attribute.name, value },
  );
  return found !== undefined;
}
