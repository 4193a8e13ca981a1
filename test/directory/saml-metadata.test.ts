import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parseSamlMetadata, SamlMetadataError } from '../../src/directory/saml-metadata.ts';

const OKTA = readFileSync(new URL('saml/okta-metadata.xml', import.meta.url), 'utf8');
const SEVERAL = readFileSync(new URL('saml/several-keys.xml', import.meta.url), 'utf8');

function refuses(xml: string, message: RegExp): void {
  assert.throws(
    () => parseSamlMetadata(xml),
    (error) => error instanceof SamlMetadataError && message.test(error.message),
  );
}

describe('SAML metadata', () => {
  test('gives entity id, sign-in address and certificate', () => {
    const { certificates, ...facts } = parseSamlMetadata(OKTA);
    assert.deepEqual(facts, {
      entityId: 'http://www.okta.com/exk1example',
      ssoUrl: 'https://example.okta.com/app/exk1example/sso/saml?a=1&b=post',
    });
    assert.equal(certificates.length, 1);
    assert.match(certificates[0]?.subject ?? '', /O=Example Corp, CN=okta\.example\.com/);
    assert.equal(
      certificates[0]?.fingerprint,
      'dd5b7aee9b971b773619c938a7ae914abdb1c7298a5108de70548e112f6d3268',
    );
    assert.equal(new Date(certificates[0]?.notAfter ?? 0).toISOString(), '2036-11-21T20:49:57.000Z');
  });

  test('takes keys for signing and for any use, each once, of the only identity provider in a file of several', () => {
    const { entityId, ssoUrl, certificates } = parseSamlMetadata(SEVERAL);
    assert.equal(entityId, 'https://idp.example.com');
    assert.equal(ssoUrl, 'https://idp.example.com/sso');
    assert.deepEqual(
      certificates.map(({ subject }) => subject.replace(/.*CN=/, '')),
      ['okta.example.com', 'next.example.com'],
    );
  });

  test('refuses document types, whatever they declare', () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>';
    refuses(OKTA.replace('?>', `?>${bomb}`), /DOCTYPE/);
    refuses(OKTA.replace('?>', '?><!doctype x SYSTEM "file:///etc/passwd">'), /DOCTYPE/);
    refuses(OKTA.replace('a=1', '&unknown;'), /well-formed/);
  });

  test('refuses more than a mebibyte before reading it', () => {
    refuses(OKTA + ' '.repeat(1024 * 1024), /1 MiB/);
  });

  test('refuses what is no metadata, and says what is amiss', () => {
    refuses('', /well-formed|empty/);
    refuses('<html><body>Sign in</body>', /well-formed/);
    refuses('<html/>', /no identity provider/);
    refuses(OKTA.replaceAll('SAML:2.0:metadata', 'SAML:1.0:metadata'), /no identity provider/);
    refuses(OKTA.replace('entityID=', 'entityId='), /entityID/);
    refuses(OKTA.replaceAll('HTTP-', 'SOAP-'), /SingleSignOnService/);
    refuses(OKTA.replaceAll('https://example', 'javascript:'), /no web address/);
    refuses(OKTA.replace('use="signing"', 'use="encryption"'), /no signing certificate/);
    refuses(OKTA.replace('MII', 'AAA'), /cannot be read/);
    refuses(SEVERAL.replaceAll('SPSSODescriptor', 'IDPSSODescriptor'), /several/);
  });

  test('survives elements nested without end', () => {
    refuses('<a>'.repeat(100_000), /well-formed/);
  });
});
