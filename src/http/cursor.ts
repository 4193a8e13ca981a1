import { createCipheriv, createDecipheriv } from 'node:crypto';
import { ScimError, type ScimType } from '../scim/errors.ts';

export const CURSOR_LIFETIME_SECONDS = 3600;

/** How far a client has read. */
export interface CursorPosition {
  /** Which of the queried resource types comes next. */
  readonly type: number;
  /** The store's text; undefined is the start. */
  readonly after: string | undefined;
}

export interface CursorState extends CursorPosition {
  /** The size of the pages. */
  readonly count: number;
}

/** Turns the place where a page ended into the text that a client brings back for the next one (RFC 9865), and back. */
export interface Cursors {
  /** @param binding what the cursor is good for: the caller and the query; it must be the same when it is opened */
  seal(state: CursorState, binding: string): Promise<string>;
  /** @throws ScimError 400 `invalidCursor`, the same for a foreign, forged or torn one, or `expiredCursor` */
  open(cursor: string, binding: string): Promise<CursorState>;
}

interface CursorDependencies {
  /** The 32 bytes that cursors are encrypted with. */
  readonly secret: () => Promise<Uint8Array>;
  readonly random: (bytes: number) => Uint8Array;
  readonly now: () => number;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createCursors({ secret, random, now }: CursorDependencies): Cursors {
  return {
    async seal({ type, after, count }, binding) {
      const nonce = random(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, await secret(), nonce).setAAD(Buffer.from(binding));
      const expiresAt = now() + CURSOR_LIFETIME_SECONDS * 1000;
      const plain = JSON.stringify([expiresAt, count, type, after]);
      const sealed = [cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return Buffer.concat([nonce, ...sealed]).toString('base64url');
    },

    async open(cursor, binding) {
      const plain = decrypt(Buffer.from(cursor, 'base64url'), await secret(), binding);
      if (plain === undefined) throw refuse('invalidCursor', 'The cursor does not belong to this query.');
      const [expiresAt, count, type, after] = JSON.parse(plain) as [number, number, number, string | null];
      if (now() >= expiresAt) {
        throw refuse('expiredCursor', 'The cursor has expired. Start again without one.');
      }
      return { type, after: after ?? undefined, count };
    },
  };
}

/** The plain text; undefined when any bit of it, or the binding, is not as it was sealed. */
function decrypt(sealed: Buffer, secret: Uint8Array, binding: string): string | undefined {
  try {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(binding))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    const encrypted = sealed.subarray(NONCE_BYTES, -TAG_BYTES);
    return decipher.update(encrypted, undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}

function refuse(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, { scimType });
}
