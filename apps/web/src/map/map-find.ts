import type { MapEdge, MapNode } from '@weir/domain';

/** What is looked for, found on the map: boxes by name, member, account, kind or system, and lines by what they are. */
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
  const has = (...texts: readonly (string | null | undefined)[]) => {
    const all = texts.join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  };
  const found = boxes
    .filter(
      (box) =>
        has(box.name) || box.members.some(({ name, accountName, system, kind, region }) => has(name, accountName, system, kind, region)),
    )
    .map(({ id }) => id);
  const kept = new Set(found);
  const joined = lines.filter(
    (line) => (kept.has(line.from) && kept.has(line.to)) || line.members.some(({ via, kind }) => via !== null && has(via.name, kind)),
  );
  return { boxes: found, all: new Set([...found, ...joined.flatMap(({ id, from, to }) => [id, from, to])]) };
}
