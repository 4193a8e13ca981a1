import type { QuirkCount } from '../../admin/count-quirks.ts';
import type { IdentityProvider } from '../../directory/identity-provider.ts';
import type { Key, KeyId } from '../../directory/key.ts';
import type { Problems } from '../ui/form.ts';

/** When a key was last let in; what the database has of that is some seconds old. */
export type LastArrival = (key: KeyId) => number | undefined;

/** What the page of an identity provider shows. */
export interface ShownProvider {
  readonly provider: IdentityProvider;
  readonly keys: readonly Key[];
  readonly lastArrival: LastArrival;
  readonly quirks: readonly QuirkCount[];
  readonly scimUrl: string;
  readonly problems: Problems;
  readonly now: number;
}
