/** What the console refuses, with a sentence for the person who asked. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError';
  readonly status: 400 | 401 | 403 | 404 | 409 | 413;

  constructor(status: ConsoleError['status'], message: string) {
    super(message);
    this.status = status;
  }
}
