import type { AwsClock } from './aws-clock.js';
import { awsFailure } from './failure.js';
import { mapBounded } from './map-bounded.js';
import { TagMemory, type Tags } from './tag-memory.js';

/** Tags are worth this much waiting: little at first, for a wall wants its resources; the rest follows discovery by discovery. */
const FIRST_ROUND_MS = 15_000;
const LATER_ROUND_MS = 60_000;
const READERS = 4;

/** The tags of one service's resources in one scope, read a few at a time: AWS admits far fewer tag reads than there may be resources. */
export class BudgetedTags {
  readonly #clock: AwsClock;
  readonly #memory = new TagMemory();
  #budgetMs = FIRST_ROUND_MS;

  constructor(clock: AwsClock) {
    this.#clock = clock;
  }

  /** Reads the tags that are due, as many as the rate limit admits in the time given. Forgets resources that are no longer listed. */
  async refresh(ids: readonly string[], read: (id: string) => Promise<Tags>): Promise<void> {
    this.#memory.keepOnly(ids);
    const until = this.#clock.local() + this.#budgetMs;
    this.#budgetMs = LATER_ROUND_MS;
    await mapBounded(this.#memory.due(ids, this.#clock.local()), READERS, async (id) => {
      if (this.#clock.local() >= until) return;
      try {
        this.#memory.learn(id, { tags: await read(id) }, this.#clock.local());
      } catch (error) {
        const { message, retryable } = awsFailure(error);
        if (!retryable) this.#memory.learn(id, { problem: `Tags not readable: ${message}` }, this.#clock.local());
      }
    });
  }

  /** What is known of a resource's tags, and why there are none to tell; `problem` is null when they were read. */
  of(id: string): { readonly tags: Tags; readonly problem: string | null } {
    const known = this.#memory.get(id);
    if (known === null) return { tags: {}, problem: 'Tags not read yet' };
    return 'tags' in known ? { tags: known.tags, problem: null } : { tags: {}, problem: known.problem };
  }
}
