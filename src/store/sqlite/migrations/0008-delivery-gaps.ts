import type { Migration } from '../migration.ts';

export const DELIVERY_GAPS: Migration = {
  name: '0008-delivery-gaps',
  sql: 'ALTER TABLE deliveries ADD COLUMN gap TEXT;',
};
