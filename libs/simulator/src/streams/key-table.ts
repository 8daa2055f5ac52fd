import { hashOf } from '@weir/domain';

/** Many keys alike, in order of their hashes: those of a hash range lie together. */
export interface KeyTable {
  readonly keys: readonly string[];
  readonly hashes: readonly bigint[];
}

const tables = new Map<string, KeyTable>();

/** `prefix-000`, `prefix-001`, … all of one length. Built once: hashing ten thousand keys takes some tens of milliseconds. */
export function keyTable(prefix: string, count: number): KeyTable {
  const name = `${prefix}/${count}`;
  let table = tables.get(name);
  if (!table) {
    const digits = String(count - 1).length;
    const pairs = Array.from({ length: count }, (_, at) => {
      const key = `${prefix}-${String(at).padStart(digits, '0')}`;
      return { key, hash: hashOf(key) };
    }).sort((a, b) => (a.hash < b.hash ? -1 : 1));
    table = { keys: pairs.map(({ key }) => key), hashes: pairs.map(({ hash }) => hash) };
    tables.set(name, table);
  }
  return table;
}

/** Place of the first key whose hash is not below `hash`. */
export function firstFrom({ hashes }: KeyTable, hash: bigint): number {
  let low = 0;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hashes[middle] ?? hash) < hash) low = middle + 1;
    else high = middle;
  }
  return low;
}
