import type { presentIdentityProvider } from './present.ts';
import { formatTime } from './present.ts';

type PresentedSaml = ReturnType<typeof presentIdentityProvider>['saml'];

/** The SAML facts of an identity provider, for people. */
export function describeSaml(saml: PresentedSaml): readonly (readonly [name: string, value: string])[] {
  const certificates = saml?.certificates.map(
    ({ subject, notAfter }) => `${subject}, until ${formatTime(notAfter)}`,
  );
  return [
    ['SAML entity', saml?.entityId ?? '–'],
    ['SAML sign-on URL', saml?.ssoUrl ?? '–'],
    ['SAML certificates', certificates?.join('\n') || '–'],
  ];
}
