import { VENDOR_SETUP } from '../admin/vendor-setup.ts';
import type { Vendor } from '../directory/identity-provider.ts';
import { formatFields } from './table.ts';

/** What to enter at that vendor's product, as lines. */
export function vendorSteps(vendor: Vendor, scimUrl: string): readonly string[] {
  const { place, fields, finish } = VENDOR_SETUP[vendor];
  const lines = formatFields(fields(scimUrl)).split('\n');
  return [`${place}:`, ...lines.map((line) => `  ${line}`), `Then: ${finish}`];
}
