import type { Migration } from '../migration.ts';

export const EVENT_METHODS: Migration = {
  name: '0005-event-methods',
  sql: 'ALTER TABLE events ADD COLUMN method TEXT;',
};
