import { randomBytes } from 'node:crypto';
import type { Connection } from './connection.ts';
import { explainFailure } from './explain-failure.ts';
import type { Reader } from './reader.ts';
import type { WriteQueue } from './write-queue.ts';

const SECRET_BYTES = 32;
const SELECT_SECRET = 'SELECT value FROM secrets WHERE name = @name';

/** The service's secret of that name, made on first use; whichever process is first, all get the same. */
export async function findSecret(
  {
    reader,
    writer,
    queue,
  }: { readonly reader: Reader; readonly writer: Connection; readonly queue: WriteQueue },
  name: string,
): Promise<Uint8Array> {
  const known = reader.read((connection) => connection.value<Uint8Array>(SELECT_SECRET, { name }));
  if (known !== undefined) return known;
  const fresh = randomBytes(SECRET_BYTES);
  return await queue.write(() => {
    writer.run('INSERT INTO secrets (name, value) VALUES (@name, @value) ON CONFLICT DO NOTHING', {
      name,
      value: fresh,
    });
    return writer.value<Uint8Array>(SELECT_SECRET, { name }) ?? fresh;
  });
}

/** Longer than another process may hold the database, of which the queue tells by itself. */
const WRITE_PATIENCE = 6000;

/**
 * Writes as every write does.
 * @param patience how many milliseconds that may take
 * @returns why it could not, or undefined
 */
export async function checkWritable(
  { writer, queue }: { readonly writer: Connection; readonly queue: WriteQueue },
  at: number,
  patience = WRITE_PATIENCE,
): Promise<string | undefined> {
  const written = queue.write(() =>
    writer.run('INSERT INTO write_checks (id, at) VALUES (1, @at) ON CONFLICT DO UPDATE SET at = @at', {
      at,
    }),
  );
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(
    () => resolve(`A write has not come to the disk within ${patience / 1000} s: the disk hangs.`),
    patience,
  );
  try {
    return await Promise.race([written.then(() => undefined), late]);
  } catch (error) {
    const explained = explainFailure(error);
    return explained instanceof Error ? explained.message : String(explained);
  } finally {
    clearTimeout(timer);
  }
}
