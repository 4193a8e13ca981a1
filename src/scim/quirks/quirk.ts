/**
 * A peculiarity of one client that the protocol has no room for. Both functions are pure and give back the very value
 * that they were given when there is nothing to mend.
 */
export interface Quirk {
  readonly name: string;
  /** What the client does and what is made of it, in one sentence. */
  readonly description: string;
  readonly mendFilter?: (text: string) => string;
  readonly mendBody?: (body: unknown) => unknown;
}
