import type { EpochMs } from '@weir/contract';

/** A stretch of time; `from` inclusive, `to` exclusive. */
export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export interface ReasonedSpan<Reason> extends Span {
  readonly reason: Reason;
}

/** What remains of `spans` outside of `holes`. Both sorted and without overlap; so is the result. */
export function subtractSpans<T extends Span>(spans: readonly T[], holes: readonly Span[]): readonly T[] {
  const rest: T[] = [];
  let next = 0;
  for (const span of spans) {
    let { from } = span;
    while (next < holes.length && (holes[next]?.to ?? Infinity) <= from) next++;
    for (let index = next; index < holes.length; index++) {
      const hole = holes[index];
      if (!hole || hole.from >= span.to) break;
      if (hole.from > from) rest.push({ ...span, from, to: hole.from });
      from = Math.max(from, hole.to);
    }
    if (from < span.to) rest.push({ ...span, from });
  }
  return rest;
}

/** The parts of `spans` that lie within `frames`. Both sorted and without overlap; so is the result. */
export function clipSpans<T extends Span>(spans: readonly T[], frames: readonly Span[]): readonly T[] {
  const parts: T[] = [];
  let next = 0;
  for (const span of spans) {
    while (next < frames.length && (frames[next]?.to ?? Infinity) <= span.from) next++;
    for (let index = next; index < frames.length; index++) {
      const frame = frames[index];
      if (!frame || frame.from >= span.to) break;
      parts.push({ ...span, from: Math.max(span.from, frame.from), to: Math.min(span.to, frame.to) });
    }
  }
  return parts;
}

/** Sorted spans with neighbours of one reason joined. */
export function joinSpans<Reason>(spans: readonly ReasonedSpan<Reason>[]): readonly ReasonedSpan<Reason>[] {
  const joined: ReasonedSpan<Reason>[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && last.to === span.from && last.reason === span.reason) joined[joined.length - 1] = { ...last, to: span.to };
    else joined.push(span);
  }
  return joined;
}

/** Spans after one more was told: the new one holds where it overlaps. `spans` sorted and without overlap; so is the result. */
export function overlaySpan<Reason>(spans: readonly ReasonedSpan<Reason>[], told: ReasonedSpan<Reason>): readonly ReasonedSpan<Reason>[] {
  if (told.from >= told.to) return spans;
  const rest = subtractSpans(spans, [told]);
  return joinSpans([...rest.filter((span) => span.to <= told.from), told, ...rest.filter((span) => span.from >= told.to)]);
}
