import type { FlatHeatmap } from '@weir/contract';

type Row = FlatHeatmap['rows'][number];
/** A stretch of time, and of what. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly reason?: string;
}

/**
 * A heatmap with newer columns at its end. What both know is taken from `fresh`: provisional values settle, shards close, and new ones open.
 * Columns before `keepFrom` (epoch milliseconds) are left out. Both have the same axis, metric and step; if not, `fresh` shows something
 * else and stands alone.
 */
export function appendColumns(known: FlatHeatmap, fresh: FlatHeatmap, keepFrom: number): FlatHeatmap {
  if (known.axis !== fresh.axis || known.metric !== fresh.metric || known.stepSeconds !== fresh.stepSeconds) return fresh;
  const stepMs = known.stepSeconds * 1000;
  const endOf = ({ from, columns }: FlatHeatmap) => from + columns * stepMs;
  if ((fresh.from - known.from) % stepMs !== 0 || fresh.from > endOf(known)) return fresh;
  const from = known.from + Math.max(0, Math.floor((keepFrom - known.from) / stepMs)) * stepMs;
  const to = Math.max(endOf(known), endOf(fresh));
  const columns = Math.max(0, Math.round((to - from) / stepMs));
  const rows = mergeRows(known, fresh, from);
  const values = new Float32Array(rows.length * columns).fill(Number.NaN);
  const knownPlaces = placesOf(known.rows);
  const freshPlaces = placesOf(fresh.rows);
  rows.forEach(({ shardId }, row) => {
    // The older first: where both know a column, the newer is laid over it.
    copyRow(known, knownPlaces.get(shardId), values, row, columns, from, stepMs);
    copyRow(fresh, freshPlaces.get(shardId), values, row, columns, from, stepMs);
  });
  const freshEnd = endOf(fresh);
  const joined = <Of extends Span>(before: readonly Of[], after: readonly Of[]): Of[] =>
    joinSpans([
      ...before.flatMap((span) => outside(span, fresh.from, freshEnd)),
      ...after.map((span) => ({ ...span, from: Math.max(span.from, fresh.from), to: Math.min(span.to, freshEnd) })),
    ]).filter((span) => span.to > from);
  return {
    ...fresh,
    from,
    columns,
    rows,
    values,
    absences: joined(known.absences, fresh.absences),
    gaps: joined(known.gaps, fresh.gaps),
    source: sourceOf(known.source, fresh.source),
    sampled: joined(known.sampled, fresh.sampled),
    provisionalFrom: earliest(
      fresh.provisionalFrom,
      known.provisionalFrom !== null && known.provisionalFrom < fresh.from ? known.provisionalFrom : null,
    ),
    reshards: mergeReshards(known, fresh).filter(({ at }) => at >= from),
  };
}

const placesOf = (rows: readonly Row[]) => new Map(rows.map(({ shardId }, place) => [shardId, place]));

function mergeRows(known: FlatHeatmap, fresh: FlatHeatmap, from: number): Row[] {
  const byId = new Map(known.rows.map((row) => [row.shardId, row]));
  for (const row of fresh.rows) byId.set(row.shardId, row);
  const rows = [...byId.values()].filter(({ closedAt }) => closedAt === null || closedAt > from);
  return rows.sort(known.axis === 'shard' ? (a, b) => (a.shardId < b.shardId ? -1 : 1) : byRange);
}

function byRange(a: Row, b: Row): number {
  const [x, y] = [BigInt(a.start), BigInt(b.start)];
  if (x !== y) return x < y ? -1 : 1;
  return (a.openedAt ?? 0) - (b.openedAt ?? 0);
}

function copyRow(
  source: FlatHeatmap,
  place: number | undefined,
  target: Float32Array,
  row: number,
  columns: number,
  from: number,
  stepMs: number,
): void {
  if (place === undefined) return;
  const shift = Math.round((source.from - from) / stepMs);
  const skipped = Math.max(0, -shift);
  const values = source.values.subarray(place * source.columns + skipped, (place + 1) * source.columns);
  target.set(values.subarray(0, columns - shift - skipped), row * columns + shift + skipped);
}

/** Measured as soon as one column is. */
function sourceOf(known: FlatHeatmap['source'], fresh: FlatHeatmap['source']): FlatHeatmap['source'] {
  return known === 'metrics' || fresh === 'none' ? known : fresh;
}

/** What of a span lies before or after another. */
function outside<Of extends Span>(span: Of, from: number, to: number): readonly Of[] {
  return [
    { ...span, to: Math.min(span.to, from) },
    { ...span, from: Math.max(span.from, to) },
  ].filter((part) => part.to > part.from);
}

/** Spans in order, those of one reason that touch joined to one. */
function joinSpans<Of extends Span>(spans: readonly Of[]): Of[] {
  const joined: Of[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && last.reason === span.reason && span.from <= last.to)
      joined[joined.length - 1] = { ...last, to: Math.max(last.to, span.to) };
    else joined.push(span);
  }
  return joined;
}

function mergeReshards(known: FlatHeatmap, fresh: FlatHeatmap): FlatHeatmap['reshards'] {
  const named = (reshards: FlatHeatmap['reshards']) => reshards.map((one) => [`${one.kind} ${one.children.join()}`, one] as const);
  return [...new Map([...named(known.reshards), ...named(fresh.reshards)]).values()].sort((a, b) => a.at - b.at);
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
