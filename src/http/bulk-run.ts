import {
  type BulkOperation,
  type BulkRequest,
  type BulkResult,
  type BulkWrite,
  checkMembersFirst,
  isCreation,
  orderBulk,
  referencesIn,
} from '../scim/bulk.ts';
import type { ScimError } from '../scim/errors.ts';
import type { ResourceId } from '../scim/resource.ts';
import type { Resources, Write, WriteOutcome } from '../store/port.ts';

interface BulkSteps {
  readonly newId: () => ResourceId;
  /** Makes an operation a write. @throws when it is wrong by itself */
  readonly prepare: (operation: BulkWrite, ids: ReadonlyMap<string, string>) => Write;
  readonly writeAll: Resources['writeAll'];
  /** What the client may know of an error. */
  readonly explain: (error: unknown) => ScimError;
}

interface Gathered {
  readonly operation: BulkWrite;
  readonly write: Write;
}

/**
 * Runs the operations of a bulk request. Writes are gathered and committed together, until one needs to know what
 * became of those before it: it names a resource that they create, or it has failed already and must count after them.
 * @returns the results in the order of the request, of the operations that were tried
 */
export async function runBulk(request: BulkRequest, steps: BulkSteps): Promise<readonly BulkResult[]> {
  const { operations, failOnErrors = Number.POSITIVE_INFINITY } = request;
  /** By bulkId, and known before anything is created, so that operations can name each other. */
  const ids = new Map<string, string>(
    operations.filter(isCreation).map(({ bulkId }) => [bulkId, steps.newId()]),
  );
  const pending = new Set(ids.keys());
  const results = new Map<BulkOperation, BulkResult>();
  let gathered: Gathered[] = [];
  let failures = 0;

  function settle(operation: BulkOperation, id: string | undefined, outcome: WriteOutcome): void {
    if ('resource' in outcome) {
      const { resource } = outcome;
      // A creation that brought an inactive user back has that user's id.
      if (isCreation(operation) && resource !== undefined) ids.set(operation.bulkId, resource.id);
      results.set(operation, { operation, id: resource?.id ?? id, outcome });
      return;
    }
    failures += 1;
    const error = steps.explain(outcome.error);
    if (isCreation(operation)) ids.delete(operation.bulkId);
    results.set(operation, { operation, id: isCreation(operation) ? undefined : id, outcome: { error } });
  }

  async function commit(): Promise<void> {
    const batch = gathered;
    gathered = [];
    if (batch.length === 0) return;
    const writes = batch.map(({ write }) => write);
    const outcomes = await steps.writeAll(writes, failOnErrors - failures);
    for (const [index, { operation, write }] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined) settle(operation, write.target.id, outcome);
    }
  }

  for (const operation of orderBulk(operations)) {
    if (namesOneOf(operation, gathered)) await commit();
    if (failures >= failOnErrors) break;
    try {
      if (operation.refusal !== undefined) throw operation.refusal;
      if (isCreation(operation)) pending.delete(operation.bulkId);
      checkMembersFirst(operation, pending);
      gathered.push({ operation, write: steps.prepare(operation, ids) });
    } catch (error) {
      await commit();
      if (failures < failOnErrors) settle(operation, undefined, { error });
    }
  }
  await commit();
  return operations.flatMap((operation) => results.get(operation) ?? []);
}

function namesOneOf(operation: BulkOperation, gathered: readonly Gathered[]): boolean {
  const named = new Set(referencesIn(operation));
  return gathered.some(({ operation: { bulkId } }) => bulkId !== undefined && named.has(bulkId));
}
