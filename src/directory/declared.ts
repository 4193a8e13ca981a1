/** An edit of what config.yaml owns. */
export class DeclaredError extends Error {
  override readonly name = 'DeclaredError';
}

/**
 * Refuses to go on when config.yaml owns the thing.
 * @param what names it in the error, such as `tenant "acme"`
 * @throws DeclaredError
 */
export function refuseDeclared(declared: boolean, what: string): void {
  if (declared) throw new DeclaredError(`${what} is set in config.yaml: change it there.`);
}
