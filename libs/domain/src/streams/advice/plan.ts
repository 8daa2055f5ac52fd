import type { RangeMap } from '../range-map.js';
import { changed, type Change } from './change.js';
import { ADVICE_LIMITS, RESHARDING_LIMITS, SHARD_HOUR_USD } from './limits.js';
import { keyText } from './sentences.js';
import type { AdviceOptions, ShardAdvice } from './shard-advice.js';
import { utilisationOf, type ShardContent } from './shard-content.js';

/** A step taken: the stream before and after it. */
export interface Done {
  readonly before: RangeMap<ShardContent>;
  readonly contents: RangeMap<ShardContent>;
  readonly touched: readonly ShardContent[];
}

const NOT_KNOWN: NonNullable<AdviceOptions['peaks']> = { utilisation: new Map(), hours: 0 };

/** The steps decided so far, and the stream as they leave it. */
export class Plan {
  readonly given: RangeMap<ShardContent>;
  readonly shardQuota: number;
  /** null: not known. */
  readonly updatesLeft: number | null;
  readonly shardHourUsd: number;
  readonly unsure: ReadonlySet<string>;
  readonly peaks: NonNullable<AdviceOptions['peaks']>;
  readonly showKey: (key: string) => string;
  readonly stream: AdviceOptions['stream'];
  readonly #steps: ShardAdvice[] = [];
  readonly #settled = new Set<ShardContent>();
  #contents: RangeMap<ShardContent>;
  /** The shards that splits start from: those given, or the equal ones of an even reshard. */
  #roots: RangeMap<ShardContent>;

  constructor(given: RangeMap<ShardContent>, options: AdviceOptions) {
    this.given = given;
    this.#contents = given;
    this.#roots = given;
    this.shardQuota = options.shardQuota ?? RESHARDING_LIMITS.shardQuota;
    this.updatesLeft = options.updatesLeft ?? null;
    this.peaks = options.peaks ?? NOT_KNOWN;
    this.shardHourUsd = options.shardHourUsd ?? SHARD_HOUR_USD;
    this.unsure = options.unsure ?? new Set();
    this.showKey = options.showKey ?? keyText;
    this.stream = options.stream;
  }

  get contents(): RangeMap<ShardContent> {
    return this.#contents;
  }

  get steps(): readonly ShardAdvice[] {
    return this.#steps;
  }

  get isFull(): boolean {
    return this.#steps.length >= ADVICE_LIMITS.mostSteps;
  }

  /** The hot shards as the steps so far leave them, the hottest first. */
  hot(): ShardContent[] {
    return this.#contents.entries
      .filter((content) => utilisationOf(content) >= ADVICE_LIMITS.hot)
      .sort((a, b) => utilisationOf(b) - utilisationOf(a));
  }

  /** The hottest of the hot shards of which something holds; null: there is none. Sorting them all with every step would cost most of it. */
  hottest(holds: (content: ShardContent) => boolean): ShardContent | null {
    let hottest: ShardContent | null = null;
    let most = 0;
    for (const content of this.#contents.entries) {
      const utilisation = utilisationOf(content);
      if (utilisation < ADVICE_LIMITS.hot || utilisation <= most || !holds(content)) continue;
      hottest = content;
      most = utilisation;
    }
    return hottest;
  }

  /** The one busiest shard; none of a stream without shards. */
  busiest(): ShardContent[] {
    const [first, ...others] = this.#contents.entries;
    if (first === undefined) return [];
    return [others.reduce((busiest, content) => (utilisationOf(content) > utilisationOf(busiest) ? content : busiest), first)];
  }

  /** Whether no step is known that helps this shard. */
  isSettled(content: ShardContent): boolean {
    return this.#settled.has(content);
  }

  /**
   * Takes a step.
   * @returns false when it cannot be taken, because the shards do not cover the ring
   */
  take(change: Change, describe: (done: Done) => ShardAdvice): boolean {
    const result = changed(this.#contents, change);
    if (!result.ok) return false;
    const done: Done = { before: this.#contents, contents: result.contents, touched: result.touched };
    this.#contents = result.contents;
    if ('shardCount' in change) this.#roots = result.contents;
    this.#steps.push(describe(done));
    return true;
  }

  /** Says something about a shard without doing anything, while there is room for it. */
  note(advice: ShardAdvice): void {
    if (!this.isFull) this.#steps.push(advice);
  }

  /** Leaves a shard as it is from here on, and says why. */
  settle(content: ShardContent, advice: ShardAdvice | null): void {
    this.#settled.add(content);
    if (advice !== null) this.note(advice);
  }

  /** The last word, for which there always is room. */
  conclude(advice: ShardAdvice): void {
    this.#steps.push(advice);
  }

  /** The shard as it is called today that owns a hash, or what is there; for a hash in a gap, the shard before it. */
  givenOwner(hash: bigint): string {
    return (
      (this.given.ownerOf(hash) ?? this.given.entries.findLast(({ range }) => range.start <= hash) ?? this.given.entries[0])?.shardId ?? ''
    );
  }

  /** All that came of the shard that owned a hash when splitting began. */
  descendants(hash: bigint): ShardContent[] {
    const root = this.#roots.ownerOf(hash);
    return root === null ? [] : this.#contents.within(root.range);
  }

  /** Whether a shard exists today, or is still to come from an earlier step. */
  exists(content: ShardContent): boolean {
    return this.given.ownerOf(content.range.start)?.shardId === content.shardId;
  }
}
