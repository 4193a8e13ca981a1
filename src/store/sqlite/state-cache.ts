/** Remembers what holds in one state of a tenant, the latest used of it; it is forgotten once the state is another. */
export class StateCache<T> {
  readonly #limit: number;
  readonly #entries = new Map<string, { readonly state: string; readonly value: T }>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string, state: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.state !== state) return undefined;
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, state: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, { state, value });
    if (this.#entries.size <= this.#limit) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
