import type { Absence, EpochMs } from '@weir/contract';

/** The columns of a heatmap. */
interface Columns {
  readonly from: EpochMs;
  readonly stepSeconds: number;
  readonly columns: number;
  readonly now: EpochMs;
  /** CloudWatch measures the shards now. Where it does not, nothing is to come. */
  readonly isMeasured: boolean;
}

/** Where the readings of a column come from. */
interface ReadColumn {
  readonly source: 'metrics' | 'sampled';
  readonly settled: boolean;
}

/** CloudWatch is usually behind by no more than this. */
const USUAL_LAG_MS = 10 * 60_000;

/**
 * Why columns without any value have none: what was noted of them, else `late` if they are that young and measured, else not asked for. A column
 * with a value has no absence, whatever was noted before the value came.
 */
export function absentColumns(request: Columns, values: Float32Array, noted: readonly Absence[]): Absence[] {
  const { from, stepSeconds, columns, now } = request;
  const stepMs = stepSeconds * 1000;
  const known = new Uint8Array(columns);
  for (let start = 0; start < values.length; start += columns)
    for (let column = 0; column < columns; column += 1) if (!Number.isNaN(values[start + column])) known[column] = 1;
  const found = new Spans();
  for (let column = 0; column < columns; column += 1) {
    const at = from + column * stepMs;
    if (known[column] === 1 || at >= now) continue;
    const to = at + stepMs;
    found.add(at, to, whyUnread(request, at, noted));
  }
  return found.all;
}

/** Why nothing was read of a column, or nothing but samples. */
function whyUnread({ stepSeconds, now, isMeasured }: Columns, at: EpochMs, noted: readonly Absence[]): Absence['reason'] {
  const to = at + stepSeconds * 1000;
  const reason = noted.find((absence) => absence.from < to && absence.to > at && absence.reason !== 'late')?.reason;
  return reason ?? (isMeasured && to > now - USUAL_LAG_MS ? 'late' : 'not-asked');
}

/** The columns whose values are estimates, as spans of time. */
export function sampledSpans(
  { from, stepSeconds, columns }: Pick<Columns, 'from' | 'stepSeconds' | 'columns'>,
  read: readonly (ReadColumn | undefined)[],
): Span[] {
  const stepMs = stepSeconds * 1000;
  const spans: Span[] = [];
  for (let column = 0; column < columns; column += 1) {
    if (read[column]?.source !== 'sampled') continue;
    const at = from + column * stepMs;
    const last = spans.at(-1);
    if (last?.to === at) last.to = at + stepMs;
    else spans.push({ from: at, to: at + stepMs });
  }
  return spans;
}

interface Span {
  readonly from: EpochMs;
  to: EpochMs;
}

/**
 * Why a shard that lived has no value in a column in which others have one, by column: CloudWatch has not told it yet, had nothing to tell of it,
 * or does not measure it and the sampler did not come by. Columns in which no such shard is are left out.
 * @param rows the columns that each lived in: `born` included, `died` not
 * @param read the step of each column
 */
export function gapsAmong(
  request: Columns,
  rows: readonly { readonly values: Float32Array; readonly born: number; readonly died: number }[],
  read: readonly (ReadColumn | undefined)[],
  noted: readonly Absence[],
): Absence[] {
  const { from, stepSeconds, columns, now } = request;
  const missing = new Uint8Array(columns);
  const present = new Uint8Array(columns);
  for (const { values, born, died } of rows) {
    for (let column = born; column < died; column += 1) {
      if (Number.isNaN(values[column])) missing[column] = 1;
      else present[column] = 1;
    }
  }
  const stepMs = stepSeconds * 1000;
  const spans = new Spans();
  for (let column = 0; column < columns; column += 1) {
    const step = read[column];
    if (missing[column] === 0 || present[column] === 0 || step === undefined) continue;
    const at = from + column * stepMs;
    const isYoung = !step.settled && at + stepMs > now - USUAL_LAG_MS;
    spans.add(at, at + stepMs, step.source === 'sampled' ? whyUnread(request, at, noted) : isYoung ? 'late' : 'not-emitted');
  }
  return spans.all;
}

/** Stretches of time, each with a reason; neighbours of one reason are one. */
class Spans {
  readonly all: Absence[] = [];

  add(from: EpochMs, to: EpochMs, reason: Absence['reason']): void {
    const last = this.all.at(-1);
    if (last?.to === from && last.reason === reason) last.to = to;
    else this.all.push({ from, to, reason });
  }
}
