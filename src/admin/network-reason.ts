/** Why an identity provider would not get an answer, by the code of what failed. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name is unknown to DNS',
  EAI_AGAIN: 'DNS does not answer',
  ECONNREFUSED: 'nothing listens there: is the server running, is the port forwarded?',
  ECONNRESET: 'the connection was closed: is TLS spoken on both sides?',
  EHOSTUNREACH: 'there is no route to the host',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed: Okta takes only those of public authorities',
  SELF_SIGNED_CERT_IN_CHAIN:
    'the certificate is of a private authority: Okta takes only those of public ones',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the chain is incomplete: put the intermediate certificates into certificateFile',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'the chain is incomplete: put the intermediate certificates into certificateFile',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host name',
  UND_ERR_CONNECT_TIMEOUT: 'the connection takes too long: is a firewall in between?',
  TimeoutError: 'no answer in time: is a firewall in between?',
};

/** Why a `fetch` failed, as a person would say it. */
export function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & {
    readonly cause?: { readonly code?: string; readonly message?: string };
  };
  return REASONS[cause?.code ?? name] ?? cause?.message ?? message;
}
