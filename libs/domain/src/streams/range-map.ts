import { byStart, holdsHash, type HashRange } from './hash-range.js';

/** Things that own disjoint ranges of the ring, in its order, so that an owner is found in a few steps among ten thousand. */
export class RangeMap<Owner extends { readonly range: HashRange }> {
  /** By where they start. */
  readonly entries: readonly Owner[];

  constructor(owners: Iterable<Owner>) {
    const entries = [...owners];
    // Whoever changes little hands over what is in order already; telling so costs a tenth of sorting it.
    this.entries = isInOrder(entries) ? entries : entries.sort((a, b) => byStart(a.range, b.range));
  }

  /** The owner of a hash; null: the ring has a gap there. */
  ownerOf(hash: bigint): Owner | null {
    return this.entries[this.placeOf(hash)] ?? null;
  }

  /** The owner's place among `entries`; -1: none. */
  placeOf(hash: bigint): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.range.start ?? 0n) <= hash) low = middle + 1;
      else high = middle;
    }
    const candidate = this.entries[low - 1];
    return candidate !== undefined && holdsHash(candidate.range, hash) ? low - 1 : -1;
  }

  /** With some of the owners replaced by others. */
  replacing(before: Iterable<Owner>, after: readonly Owner[]): RangeMap<Owner> {
    const gone = new Set(before);
    const coming = after.toSorted((a, b) => byStart(a.range, b.range));
    const entries: Owner[] = [];
    let next = 0;
    for (const owner of this.entries) {
      if (!gone.has(owner)) {
        entries.push(owner);
        continue;
      }
      for (let one = coming[next]; one !== undefined && one.range.start <= owner.range.end; one = coming[++next]) entries.push(one);
    }
    return new RangeMap([...entries, ...coming.slice(next)]);
  }

  /** Those that own a part of a range, in the order of the ring. */
  within(range: HashRange): Owner[] {
    const found: Owner[] = [];
    // The first may begin before the range; a gap at its start leaves the next one.
    let place = this.#firstEndingFrom(range.start);
    for (let owner = this.entries[place]; owner !== undefined && owner.range.start <= range.end; owner = this.entries[++place]) {
      found.push(owner);
    }
    return found;
  }

  #firstEndingFrom(hash: bigint): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.range.end ?? 0n) < hash) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const isInOrder = (owners: readonly { readonly range: HashRange }[]): boolean =>
  owners.every((owner, place) => place === 0 || (owners[place - 1]?.range.start ?? 0n) <= owner.range.start);
