import { equalRanges, GREATEST_HASH, type HashRange } from '@weir/domain';

/** A shard from its opening to its closing. Instants are epoch milliseconds, on whole seconds. */
export interface StreamShard {
  /** Its number, as in its id. */
  readonly index: number;
  readonly shardId: string;
  readonly range: HashRange;
  readonly parent: StreamShard | null;
  /** By a merge: the second parent. */
  readonly adjacentParent: StreamShard | null;
  readonly openedAt: number;
  /** Infinity: it is open. */
  closedAt: number;
}

/** A stretch of time in which the same shards are open. */
export interface Epoch {
  readonly from: number;
  /** By hash range. */
  readonly open: readonly StreamShard[];
}

/** The shards of one stream, those that were and those that are. Changes come in order of time and never undo what was. */
export class Lineage {
  readonly shards: StreamShard[] = [];
  private readonly epochs: Epoch[] = [];
  private readonly byId = new Map<string, StreamShard>();
  private readonly open: StreamShard[];

  constructor(shardCount: number, createdAt: number) {
    this.open = equalRanges(shardCount).map((range) => this.add(range, null, null, createdAt));
    this.seal(createdAt);
  }

  /** The shards that are open by the last change. */
  get current(): Epoch {
    return this.epochAt(Infinity);
  }

  /** The shards open at an instant; before the stream existed: its first. */
  epochAt(at: number): Epoch {
    let low = 0;
    let high = this.epochs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.epochs[middle]?.from ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    const epoch = this.epochs[Math.max(0, low - 1)];
    if (!epoch) throw new Error('a lineage begins with an epoch');
    return epoch;
  }

  /** Instants within (from, to) at which the set of open shards changes. */
  changesBetween(from: number, to: number): number[] {
    const last = this.epochs.at(-1);
    if (!last || last.from <= from) return [];
    return this.epochs.map((epoch) => epoch.from).filter((at) => at > from && at < to);
  }

  /** Every shard that was open at some instant of [from, to]. */
  openWithin(from: number, to: number): Iterable<StreamShard> {
    const [first, last] = [this.epochAt(from), this.epochAt(to)];
    if (first === last) return first.open;
    return new Set(this.epochs.slice(this.epochs.indexOf(first), this.epochs.indexOf(last) + 1).flatMap(({ open }) => open));
  }

  find(shardId: string): StreamShard | undefined {
    return this.byId.get(shardId);
  }

  /** Closes a shard for two children; the upper begins at `newStart`, inside the range and above its start. */
  split(shard: StreamShard, newStart: bigint, at: number): void {
    this.divide(this.open.indexOf(shard), newStart, at);
    this.seal(at);
  }

  /** Closes two neighbours for one child. */
  merge(one: StreamShard, other: StreamShard, at: number): void {
    this.join(Math.min(this.open.indexOf(one), this.open.indexOf(other)), at);
    this.seal(at);
  }

  /** Brings the stream to a number of equal shards, as UpdateShardCount does: shards that fit stay, others are cut and joined. */
  equalise(count: number, at: number): void {
    for (const range of equalRanges(count)) {
      this.cut(range.start, at);
      if (range.end < GREATEST_HASH) this.cut(range.end + 1n, at);
      const place = placeOf(this.open, range.start);
      while ((this.open[place]?.range.end ?? GREATEST_HASH) < range.end) this.join(place, at);
    }
    this.seal(at);
  }

  /** What a closed shard became. */
  childrenOf(shard: StreamShard): readonly StreamShard[] {
    return this.shards.filter((child) => child.parent === shard || child.adjacentParent === shard);
  }

  private cut(hash: bigint, at: number): void {
    const place = placeOf(this.open, hash);
    if (this.open[place]?.range.start !== hash) this.divide(place, hash, at);
  }

  private divide(place: number, newStart: bigint, at: number): void {
    const parent = this.open[place];
    if (!parent) return;
    parent.closedAt = at;
    const { start, end } = parent.range;
    const children = [this.add({ start, end: newStart - 1n }, parent, null, at), this.add({ start: newStart, end }, parent, null, at)];
    this.open.splice(place, 1, ...children);
  }

  private join(place: number, at: number): void {
    const [lower, upper] = [this.open[place], this.open[place + 1]];
    if (!lower || !upper) return;
    lower.closedAt = at;
    upper.closedAt = at;
    this.open.splice(place, 2, this.add({ start: lower.range.start, end: upper.range.end }, lower, upper, at));
  }

  private seal(at: number): void {
    if (this.epochs.at(-1)?.from === at) this.epochs.pop();
    this.epochs.push({ from: at, open: [...this.open] });
  }

  private add(range: HashRange, parent: StreamShard | null, adjacentParent: StreamShard | null, openedAt: number): StreamShard {
    const index = this.shards.length;
    const shardId = `shardId-${String(index).padStart(12, '0')}`;
    const shard: StreamShard = { index, shardId, range, parent, adjacentParent, openedAt, closedAt: Infinity };
    this.shards.push(shard);
    this.byId.set(shard.shardId, shard);
    return shard;
  }
}

/** Place of the owner of a hash among shards by hash range that cover the ring. */
export function placeOf(open: readonly StreamShard[], hash: bigint): number {
  let low = 0;
  let high = open.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((open[middle]?.range.start ?? 0n) <= hash) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Half way through a range: the upper half begins here. */
export const middleOf = ({ start, end }: HashRange): bigint => start + (end - start + 1n) / 2n;
