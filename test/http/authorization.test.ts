import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAuthorization } from '../../src/http/authorization.ts';

const basic = (text: string) => Buffer.from(text).toString('base64');

describe('an authorization header', () => {
  const read: readonly [title: string, header: string, key: string | undefined, secret: string][] = [
    ['Basic holds key and secret', `Basic ${basic('k:s')}`, 'k', 's'],
    ['the scheme may be in any letter case', `bASIC ${basic('k:s')}`, 'k', 's'],
    ['only the first colon parts', `Basic ${basic('k:s:t:')}`, 'k', 's:t:'],
    ['the secret may be empty', `Basic ${basic('k:')}`, 'k', ''],
    ['Bearer holds the secret', 'Bearer cys_x', undefined, 'cys_x'],
    ['bearer in lower case does too', 'bearer cys_x', undefined, 'cys_x'],
    ['a secret may stand alone', 'cys_x', undefined, 'cys_x'],
  ];
  for (const [title, header, key, secret] of read) {
    test(title, () => assert.deepEqual(parseAuthorization(header), { key, secret }));
  }

  const refused: readonly [title: string, header: string][] = [
    ['nothing', ''],
    ['another scheme', 'Digest abc'],
    ['Basic without a colon', `Basic ${basic('key')}`],
    ['Basic that is no base64', 'Basic k:s'],
    ['base64 cut short', `Basic ${basic('k:s').slice(0, -1)}x=`],
    ['base64 without its padding', `Basic ${basic('ke:s').replaceAll('=', '')}`],
    ['more than two words', 'Bearer a b'],
  ];
  for (const [title, header] of refused) {
    test(`cannot be ${title}`, () => assert.equal(parseAuthorization(header), undefined));
  }
});
