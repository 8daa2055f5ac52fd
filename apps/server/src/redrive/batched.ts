/**
 * Joins calls that come while one is under way into the next, so that many lanes share a round trip. Each caller gets the answers to what it
 * gave, in its order.
 */
export class Batched<Item, Answer> {
  #waiting: { readonly items: readonly Item[]; readonly done: PromiseWithResolvers<readonly Answer[]> }[] = [];
  #busy = false;

  /** @param work answers for each item, in their order */
  constructor(private readonly work: (items: readonly Item[]) => Promise<readonly Answer[]>) {}

  async add(items: readonly Item[]): Promise<readonly Answer[]> {
    const done = Promise.withResolvers<readonly Answer[]>();
    this.#waiting.push({ items, done });
    if (!this.#busy) void this.#drain();
    return done.promise;
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const taken = this.#waiting;
      this.#waiting = [];
      try {
        const answers = await this.work(taken.flatMap(({ items }) => items));
        let start = 0;
        for (const { items, done } of taken) {
          done.resolve(answers.slice(start, start + items.length));
          start += items.length;
        }
      } catch (error) {
        for (const { done } of taken) done.reject(error);
      }
    }
    this.#busy = false;
  }
}
