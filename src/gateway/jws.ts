import { createSign, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';

/** A private key, and what receivers know its public half by. */
export interface Signer {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** The public half, as a key set publishes it. */
  readonly jwk: JsonWebKey;
}

/** RS256 is what the interoperability profile of CAEP asks of every transmitter. */
export const ALGORITHM = 'RS256';
const DIGEST = 'RSA-SHA256';

const signAside = promisify(sign);

/** Signs a JSON text (RFC 7515, compact form), in another thread. @param type what it is: the header `typ` */
export async function signJws(signer: Signer, type: string, payload: string): Promise<string> {
  const input = `${headerOf(signer, type)}.${Buffer.from(payload).toString('base64url')}`;
  const signature = await signAside(DIGEST, Buffer.from(input), signer.privateKey);
  return `${input}.${signature.toString('base64url')}`;
}

/** The same of a text that is never in memory as a whole; its signature comes at the end. */
export async function* signJwsStream(
  signer: Signer,
  type: string,
  payload: AsyncIterable<string>,
): AsyncGenerator<string, void> {
  const signing = createSign(DIGEST);
  const take = (text: string): string => {
    signing.update(text);
    return text;
  };
  yield take(`${headerOf(signer, type)}.`);
  let rest: Uint8Array = new Uint8Array();
  for await (const piece of payload) {
    const bytes = Buffer.concat([rest, Buffer.from(piece)]);
    // Three bytes are four characters of base64.
    const whole = bytes.length - (bytes.length % 3);
    rest = bytes.subarray(whole);
    yield take(bytes.subarray(0, whole).toString('base64url'));
  }
  yield take(Buffer.from(rest).toString('base64url'));
  yield `.${signing.sign(signer.privateKey, 'base64url')}`;
}

function headerOf({ kid }: Signer, type: string): string {
  return Buffer.from(JSON.stringify({ alg: ALGORITHM, kid, typ: type })).toString('base64url');
}
