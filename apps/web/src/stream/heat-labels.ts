import type { Band } from './heat-layout.js';
import { isOpen, newestOf, refusedOf, type HeatModel } from './heat-model.js';
import { isOver } from './heat-raster.js';
import { shardNumber } from './hash-words.js';

/** A shard named beside the picture. */
export interface ShardLabel {
  readonly row: number;
  /** Middle of its band, pixels. */
  readonly y: number;
  readonly value: number | null;
  readonly over: boolean;
}

/**
 * The open shards that can be named without their names touching: the selected one first, then the hottest, so that with a thousand shards
 * those that matter have a name.
 */
export function shardLabels(
  model: HeatModel,
  bands: readonly Band[],
  selected: string | null,
  heightPx: number,
  spacingPx: number,
): readonly ShardLabel[] {
  const candidates = model.rows.flatMap((row, index) => {
    const band = bands[index];
    if (!isOpen(row) || band === undefined) return [];
    const newest = newestOf(model, index);
    const value = newest?.value ?? null;
    const over = newest !== null && isOver(newest.value, refusedOf(model, { row: index, column: newest.column }) ?? Number.NaN, model);
    return [{ row: index, y: ((band.top + band.bottom) / 2) * heightPx, value, over, chosen: row.shardId === selected }];
  });
  candidates.sort((a, b) => Number(b.chosen) - Number(a.chosen) || (b.value ?? -1) - (a.value ?? -1) || a.y - b.y);
  const placed: ShardLabel[] = [];
  for (const { row, y, value, over } of candidates) {
    if (placed.every((label) => Math.abs(label.y - y) >= spacingPx)) placed.push({ row, y, value, over });
    // Nothing more fits: a thousand shards need not all be tried.
    if (placed.length * spacingPx > heightPx) break;
  }
  return placed.sort((a, b) => a.y - b.y);
}

export type Reshard = HeatModel['flat']['reshards'][number];

/** A split or merge as ranges of the picture. Null where its shards are not in it. */
export interface Fork {
  readonly at: number;
  readonly kind: Reshard['kind'];
  /** Where the ranges divide or join, and the whole of them: shares of the height. */
  readonly boundary: number;
  readonly top: number;
  readonly bottom: number;
  /** How long the boundary lasts: to the end of the children of a split, from the start of the parents of a merge. */
  readonly until: number;
  readonly words: string;
}

export function forksOf(model: HeatModel): readonly Fork[] {
  const rows = new Map(model.rows.map((row) => [row.shardId, row]));
  return model.flat.reshards.flatMap((reshard): readonly Fork[] => {
    const sides = (reshard.kind === 'split' ? reshard.children : reshard.parents)
      .flatMap((id) => rows.get(id) ?? [])
      .sort((a, b) => a.from - b.from);
    const [upper, lower] = sides;
    if (upper === undefined || lower === undefined) return [];
    const until =
      reshard.kind === 'split'
        ? Math.min(...sides.map(({ closedAt }) => closedAt ?? model.to))
        : Math.max(...sides.map(({ openedAt }) => openedAt ?? model.from));
    return [
      { at: reshard.at, kind: reshard.kind, boundary: lower.from, top: upper.from, bottom: lower.to, until, words: reshardWords(reshard) },
    ];
  });
}

/** `split 1 → 8, 9`, `merge 5, 6 → 10`. */
export function reshardWords({ kind, parents, children }: Reshard): string {
  return `${kind} ${parents.map(shardNumber).join(', ')} → ${children.map(shardNumber).join(', ')}`;
}
