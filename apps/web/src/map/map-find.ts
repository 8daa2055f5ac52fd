import type { Verdict } from '@weir/contract';
import type { MapEdge, MapNode } from '@weir/domain';

/** What is looked for, found on the map: boxes by name, member, account, kind, system or verdict, and lines by what they are. */
export interface Found {
  /** In the order of the map. */
  readonly boxes: readonly string[];
  /** Boxes and lines. */
  readonly all: ReadonlySet<string>;
}

/** null: nothing is looked for. */
export function findOn(boxes: readonly MapNode[], lines: readonly MapEdge[], text: string): Found | null {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  // A verdict is looked for by its whole word: `ok` is in `broker` too.
  const has = (verdict: Verdict | null, ...texts: readonly (string | null | undefined)[]) => {
    const all = texts.join(' ').toLowerCase();
    return words.every((word) => all.includes(word) || word === verdict?.state);
  };
  const found = boxes
    .filter(
      (box) =>
        has(null, box.name) ||
        box.members.some(({ verdict, name, accountName, system, kind, region }) => has(verdict, name, accountName, system, kind, region)),
    )
    .map(({ id }) => id);
  const kept = new Set(found);
  const joined = lines.filter(
    (line) =>
      (kept.has(line.from) && kept.has(line.to)) ||
      line.members.some(({ verdict, via, kind }) => via !== null && has(verdict, via.name, kind)),
  );
  return { boxes: found, all: new Set([...found, ...joined.flatMap(({ id, from, to }) => [id, from, to])]) };
}
