import type { IdentityProvider } from '../../directory/identity-provider.ts';
import type { Key } from '../../directory/key.ts';
import type { Problems } from '../ui/form.ts';

/** What the page of an identity provider shows. */
export interface ShownProvider {
  readonly provider: IdentityProvider;
  readonly keys: readonly Key[];
  readonly scimUrl: string;
  readonly problems: Problems;
  readonly now: number;
}
