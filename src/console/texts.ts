import { DIRECTORY_TEXTS } from './texts/directory.ts';
import { FRAME_TEXTS } from './texts/frame.ts';
import { OPERATIONS_TEXTS } from './texts/operations.ts';
import { PROVIDER_TEXTS } from './texts/providers.ts';

/**
 * Every text of the console, so that it can be read, changed and translated in one place. `code` is set in code;
 * functions take what a text names.
 */
export const TEXTS = {
  ...FRAME_TEXTS,
  ...PROVIDER_TEXTS,
  ...DIRECTORY_TEXTS,
  ...OPERATIONS_TEXTS,
} as const;
