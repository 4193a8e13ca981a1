import { createHash } from 'node:crypto';
import type { Component } from './notices.ts';
import { MANIFEST } from './project.ts';

/**
 * The software bill of materials of an executable.
 * @param version of the executable
 * @param date seconds since 1970 that it is dated with
 * @returns CycloneDX 1.6, the same text for the same content
 */
export function presentSbom(components: readonly Component[], version: string, date: number): string {
  const own = `pkg:generic/${MANIFEST.name}@${version}`;
  const content = {
    metadata: {
      timestamp: new Date(date * 1000).toISOString(),
      component: {
        type: 'application',
        'bom-ref': own,
        name: MANIFEST.name,
        version,
        description: MANIFEST.description,
        licenses: [{ license: { id: MANIFEST.license } }],
        purl: own,
      },
    },
    components: components.map((component) => ({
      type: component.name === 'Node.js' ? 'platform' : 'library',
      'bom-ref': component.origin,
      name: component.name,
      version: component.version,
      licenses: [{ license: { id: component.license } }],
      purl: component.origin,
      ...(component.integrity && { hashes: [presentHash(component.integrity)] }),
    })),
    dependencies: [{ ref: own, dependsOn: components.map(({ origin }) => origin) }],
  };
  const sbom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialNumber(JSON.stringify(content)),
    version: 1,
    ...content,
  };
  return `${JSON.stringify(sbom, undefined, 2)}\n`;
}

/** `sha512-<base64>` as npm writes it. */
function presentHash(integrity: string): { readonly alg: string; readonly content: string } {
  return {
    alg: 'SHA-512',
    content: Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex'),
  };
}

/** A UUID made of the content instead of chance (RFC 9562 §5.8), so that equal content has equal bytes. */
function serialNumber(content: string): string {
  const bytes = createHash('sha256').update(content).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}
