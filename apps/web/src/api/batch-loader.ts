/**
 * Collects single requests made within `windowMs` into batches of at most `limit`, so that fifty rows coming into view cost one call.
 * A key a batch has no answer for yields `null`.
 */
export class BatchLoader<Key extends string, Value> {
  readonly #load: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;
  readonly #windowMs: number;
  readonly #limit: number;
  #pending = new Map<Key, PromiseWithResolvers<Value | null>>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(load: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>, windowMs: number, limit: number) {
    this.#load = load;
    this.#windowMs = windowMs;
    this.#limit = limit;
  }

  get(key: Key): Promise<Value | null> {
    const known = this.#pending.get(key);
    if (known) return known.promise;
    const request = Promise.withResolvers<Value | null>();
    this.#pending.set(key, request);
    if (this.#pending.size >= this.#limit) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), this.#windowMs);
    return request.promise;
  }

  #send(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const batch = this.#pending;
    this.#pending = new Map();
    this.#load([...batch.keys()]).then(
      (found) => batch.forEach((request, key) => request.resolve(found.get(key) ?? null)),
      (reason: unknown) => batch.forEach((request) => request.reject(reason)),
    );
  }
}
