import { X509Certificate } from 'node:crypto';
import { DOMParser, type Element } from '@xmldom/xmldom';
import type { SamlFacts, SigningCertificate } from './identity-provider.ts';

/** Why a text is not the SAML metadata of an identity provider. */
export class SamlMetadataError extends Error {
  override readonly name = 'SamlMetadataError';
}

const MAX_LENGTH = 1024 * 1024;
const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';
const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#';
/** Where a sign-in request may be sent to, the preferred way first. */
const BINDINGS = [
  'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
  'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
];

/**
 * Reads the metadata XML that an identity provider offers for download (SAML 2.0 Metadata §2.3, §2.4.3).
 * @throws SamlMetadataError
 */
export function parseSamlMetadata(xml: string): SamlFacts {
  const entity = findIdentityProvider(parseXml(xml));
  const entityId = entity.getAttribute('entityID');
  if (!entityId) throw new SamlMetadataError('The EntityDescriptor has no entityID.');
  const role = elements(entity, METADATA, 'IDPSSODescriptor');
  return {
    entityId,
    ssoUrl: findSsoUrl(role.flatMap((each) => elements(each, METADATA, 'SingleSignOnService'))),
    certificates: findCertificates(role.flatMap((each) => elements(each, METADATA, 'KeyDescriptor'))),
  };
}

function parseXml(xml: string): Element {
  if (xml.length > MAX_LENGTH) throw new SamlMetadataError('The metadata is longer than 1 MiB.');
  // Metadata needs no document type, and entities declared in one can grow without bound or name local files.
  if (/<!DOCTYPE/i.test(xml)) throw new SamlMetadataError('The metadata has a DOCTYPE, which is refused.');
  const parser = new DOMParser({
    onError: (_level, message) => {
      throw new SamlMetadataError(`The metadata is not well-formed XML: ${message}`);
    },
  });
  try {
    const root = parser.parseFromString(xml, 'application/xml').documentElement;
    if (root !== null) return root;
  } catch (error) {
    if (error instanceof SamlMetadataError) throw error;
    throw new SamlMetadataError('The metadata is not well-formed XML.', { cause: error });
  }
  throw new SamlMetadataError('The metadata is empty.');
}

/** The root itself, or the only identity provider in an EntitiesDescriptor. */
function findIdentityProvider(root: Element): Element {
  const candidates = [root, ...elements(root, METADATA, 'EntityDescriptor')].filter(
    (each) =>
      each.namespaceURI === METADATA &&
      each.localName === 'EntityDescriptor' &&
      elements(each, METADATA, 'IDPSSODescriptor').length > 0,
  );
  const [first, second] = candidates;
  if (first === undefined) {
    throw new SamlMetadataError('The metadata describes no identity provider (no IDPSSODescriptor).');
  }
  if (second !== undefined) throw new SamlMetadataError('The metadata describes several identity providers.');
  return first;
}

function findSsoUrl(services: readonly Element[]): string {
  const location = BINDINGS.map((binding) =>
    services.find((each) => each.getAttribute('Binding') === binding)?.getAttribute('Location'),
  ).find((each) => each);
  if (!location) {
    throw new SamlMetadataError('The metadata has no SingleSignOnService with HTTP-POST or HTTP-Redirect.');
  }
  if (!URL.canParse(location) || !/^https?:/i.test(location)) {
    throw new SamlMetadataError(`The SingleSignOnService's Location "${location}" is no web address.`);
  }
  return location;
}

/** Those for signing, or for any use (SAML 2.0 Metadata §2.4.1.1), each once. */
function findCertificates(descriptors: readonly Element[]): readonly SigningCertificate[] {
  const certificates = descriptors
    .filter((each) => ['signing', ''].includes(each.getAttribute('use') ?? ''))
    .flatMap((each) => elements(each, SIGNATURE, 'X509Certificate'))
    .map((each) => parseCertificate(each.textContent ?? ''));
  if (certificates.length === 0) throw new SamlMetadataError('The metadata has no signing certificate.');
  return [...new Map(certificates.map((each) => [each.fingerprint, each])).values()];
}

function parseCertificate(base64: string): SigningCertificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(Buffer.from(base64, 'base64'));
  } catch (error) {
    throw new SamlMetadataError('The metadata has an X509Certificate that cannot be read.', { cause: error });
  }
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notAfter: certificate.validToDate.getTime(),
  };
}

function elements(parent: Element, namespace: string, name: string): readonly Element[] {
  return [...parent.getElementsByTagNameNS(namespace, name)];
}
