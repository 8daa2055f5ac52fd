import type { AbsenceReason, EpochMs, QueueMetric } from '@weir/contract';
import { FAMILIES, familyOf, isQueueFamily, type QueueFamilyName } from '../series/families.js';
import { MINUTE_MS, minuteOf, type AbsenceSpan, type SampleRow } from '../series/sample.js';

/** Minutes a window keeps unless told otherwise. */
export const WINDOW_MINUTES = 60;

/** What the judge reads of the two families. `live` is SQS's own reading, `cloudwatch` the minute CloudWatch made of it. */
const COLUMNS = [
  'live.visible',
  'live.inFlight',
  'live.delayed',
  'cloudwatch.visible',
  'cloudwatch.inFlight',
  'cloudwatch.delayed',
  'cloudwatch.oldestAge',
  'cloudwatch.sent',
  'cloudwatch.received',
  'cloudwatch.deleted',
  'cloudwatch.emptyReceives',
  'cloudwatch.groupsInFlight',
] as const;
export type WindowColumn = (typeof COLUMNS)[number];

const COLUMN_INDEX = Object.fromEntries(COLUMNS.map((name, index) => [name, index])) as Record<WindowColumn, number>;

const PREFIX: Record<QueueFamilyName, 'live' | 'cloudwatch'> = { 'sqs.live': 'live', 'sqs.cloudwatch': 'cloudwatch' };

/** Per family: from the position in a row of values to the column, -1 for values the judge does not need. */
const COLUMN_OF_VALUE: Record<QueueFamilyName, readonly number[]> = {
  'sqs.live': FAMILIES['sqs.live'].metrics.map((metric) => (COLUMNS as readonly string[]).indexOf(`live.${metric.key}`)),
  'sqs.cloudwatch': FAMILIES['sqs.cloudwatch'].metrics.map((metric) => (COLUMNS as readonly string[]).indexOf(`cloudwatch.${metric.key}`)),
};

const ABSENCES: readonly AbsenceReason[] = [
  'not-emitted',
  'inactive',
  'late',
  'throttled',
  'denied',
  'deleted',
  'collector-down',
  'not-asked',
];

/**
 * A counter that is not settled may still grow. Its zero is believed only this long after its minute closed.
 * CloudWatch publishes SQS metrics with a lag of one to two minutes.
 */
const SETTLING_MS = 2 * MINUTE_MS;

/** One minute in plain form. `null`: nothing was read. */
export interface WindowMinute {
  readonly at: EpochMs;
  readonly live: Readonly<Partial<Record<QueueMetric, number | null>>> | null;
  readonly cloudwatch: Readonly<Partial<Record<QueueMetric, number | null>>> | null;
  readonly settled: boolean;
  /** Why CloudWatch has nothing for this minute, when that is known. */
  readonly absence: AbsenceReason | null;
}

/** Newest minutes in which something was seen to happen, beyond the window too; null: never seen. */
export interface WindowMarks {
  readonly observedFrom: EpochMs | null;
  readonly receivedAt: EpochMs | null;
  readonly deletedAt: EpochMs | null;
  /** Newest minute in which the queue held, got or gave a message. */
  readonly activeAt: EpochMs | null;
  /** Newest minute in which it read empty. */
  readonly emptyAt: EpochMs | null;
}

type Mark = keyof WindowMarks;

/**
 * The recent minutes of one queue: a ring of fixed size, about 4 kB for an hour, so that ten thousand queues fit in 40 MB.
 * Rows may come in any order and repeatedly; a minute older than the ring only moves the marks. Values that cannot be counts
 * (negative, not finite) are kept as unknown. Inside the ring unknown is NaN, which no sum can mistake for 0.
 */
export class QueueWindow {
  readonly minutes: number;
  readonly #stamps: Float64Array;
  readonly #values: Float32Array;
  readonly #settled: Uint8Array;
  readonly #absence: Uint8Array;
  readonly #marks: Record<Mark, number> = { observedFrom: NaN, receivedAt: NaN, deletedAt: NaN, activeAt: NaN, emptyAt: NaN };

  constructor(minutes: number = WINDOW_MINUTES) {
    this.minutes = Math.max(1, Math.floor(minutes));
    this.#stamps = new Float64Array(this.minutes).fill(NaN);
    this.#values = new Float32Array(this.minutes * COLUMNS.length).fill(NaN);
    this.#settled = new Uint8Array(this.minutes);
    this.#absence = new Uint8Array(this.minutes);
  }

  /** Takes a row as the store does: live minutes keep the greater value, CloudWatch's later values replace the earlier. */
  push(row: Pick<SampleRow, 'family' | 'at' | 'values' | 'settled'>): void {
    if (!isQueueFamily(row.family)) return;
    const at = minuteOf(row.at);
    const keepGreater = familyOf(row.family).merge === 'greatest';
    this.#mark('observedFrom', at, Math.min);
    const slot = this.#claim(at);
    COLUMN_OF_VALUE[row.family].forEach((column, index) => {
      if (column < 0) return;
      const value = countOrNaN(row.values[index]);
      this.#markActivity(COLUMNS[column], value, at);
      if (slot === null) return;
      const cell = slot * COLUMNS.length + column;
      const before = this.#values[cell] ?? NaN;
      if (Number.isNaN(value) || (keepGreater && before >= value)) return;
      this.#values[cell] = value;
    });
    if (readsEmpty(row)) this.#mark('emptyAt', at);
    if (slot === null || row.family !== 'sqs.cloudwatch') return;
    this.#settled[slot] = row.settled ? 1 : 0;
    this.#absence[slot] = 0;
  }

  /** Notes why CloudWatch has nothing for a span. Of a span longer than the ring, the newest part is kept. */
  pushAbsence(span: Pick<AbsenceSpan, 'family' | 'from' | 'to' | 'reason'>): void {
    if (span.family !== 'sqs.cloudwatch') return;
    const last = minuteOf(span.to - 1);
    const first = Math.max(minuteOf(span.from), last - (this.minutes - 1) * MINUTE_MS);
    for (let at = first; at <= last; at += MINUTE_MS) {
      const slot = this.#claim(at);
      if (slot !== null) this.#absence[slot] = ABSENCES.indexOf(span.reason) + 1;
    }
  }

  /** The value of a minute, given by its start; NaN: unknown. For the judge's loops: everybody else reads `plain()`. */
  read(at: EpochMs, column: WindowColumn): number {
    const slot = this.#slotOf(at);
    return this.#stamps[slot] === at ? (this.#values[slot * COLUMNS.length + COLUMN_INDEX[column]] ?? NaN) : NaN;
  }

  /** Whether the counters of a minute can be taken at their word, a zero included. */
  countersStand(at: EpochMs, now: EpochMs): boolean {
    const slot = this.#slotOf(at);
    return this.#stamps[slot] === at && (this.#settled[slot] === 1 || at + MINUTE_MS + SETTLING_MS <= now);
  }

  absenceAt(at: EpochMs): AbsenceReason | null {
    const slot = this.#slotOf(at);
    return this.#stamps[slot] === at ? (ABSENCES[(this.#absence[slot] ?? 0) - 1] ?? null) : null;
  }

  get marks(): WindowMarks {
    const known = (mark: Mark): number | null => (Number.isNaN(this.#marks[mark]) ? null : this.#marks[mark]);
    return {
      observedFrom: known('observedFrom'),
      receivedAt: known('receivedAt'),
      deletedAt: known('deletedAt'),
      activeAt: known('activeAt'),
      emptyAt: known('emptyAt'),
    };
  }

  /** The ring as plain minutes, oldest first. */
  plain(): WindowMinute[] {
    const stamps = [...this.#stamps].filter((at) => !Number.isNaN(at)).sort((a, b) => a - b);
    return stamps.map((at) => ({
      at,
      live: this.#plainFamily(at, 'sqs.live'),
      cloudwatch: this.#plainFamily(at, 'sqs.cloudwatch'),
      settled: this.#settled[this.#slotOf(at)] === 1,
      absence: this.absenceAt(at),
    }));
  }

  /** A window holding the given minutes. */
  static of(minutes: readonly WindowMinute[], capacity: number = WINDOW_MINUTES): QueueWindow {
    const window = new QueueWindow(capacity);
    for (const minute of minutes) {
      for (const family of ['sqs.live', 'sqs.cloudwatch'] as const) {
        const values = minute[PREFIX[family]];
        if (values === null) continue;
        const row = familyOf(family).metrics.map(({ key }) => values[key] ?? null);
        window.push({ family, at: minute.at, values: row, settled: minute.settled });
      }
      if (minute.absence !== null) {
        window.pushAbsence({ family: 'sqs.cloudwatch', from: minute.at, to: minute.at + MINUTE_MS, reason: minute.absence });
      }
    }
    return window;
  }

  #slotOf(at: EpochMs): number {
    return Math.floor(at / MINUTE_MS) % this.minutes;
  }

  /** The slot for a minute, cleared of the minute it replaces; null when a newer minute holds it. */
  #claim(at: EpochMs): number | null {
    const slot = this.#slotOf(at);
    const held = this.#stamps[slot] ?? NaN;
    if (held === at) return slot;
    if (held > at) return null;
    this.#stamps[slot] = at;
    this.#values.fill(NaN, slot * COLUMNS.length, (slot + 1) * COLUMNS.length);
    this.#settled[slot] = 0;
    this.#absence[slot] = 0;
    return slot;
  }

  #plainFamily(at: EpochMs, family: QueueFamilyName): Partial<Record<QueueMetric, number | null>> | null {
    const values: Partial<Record<QueueMetric, number | null>> = {};
    let known = false;
    familyOf(family).metrics.forEach(({ key }, index) => {
      const column = COLUMNS[COLUMN_OF_VALUE[family][index] ?? -1];
      if (column === undefined) return;
      const value = this.read(at, column);
      values[key] = Number.isNaN(value) ? null : value;
      known ||= !Number.isNaN(value);
    });
    return known ? values : null;
  }

  #mark(mark: Mark, at: EpochMs, choose: (a: number, b: number) => number = Math.max): void {
    const before = this.#marks[mark];
    this.#marks[mark] = Number.isNaN(before) ? at : choose(before, at);
  }

  #markActivity(column: WindowColumn | undefined, value: number, at: EpochMs): void {
    if (!(value > 0)) return;
    if (column === 'cloudwatch.received') this.#mark('receivedAt', at);
    if (column === 'cloudwatch.deleted') this.#mark('deletedAt', at);
    if (column !== 'cloudwatch.emptyReceives' && column !== 'cloudwatch.oldestAge') this.#mark('activeAt', at);
  }
}

/** A count or a duration as AWS may report it; anything else is not known. */
function countOrNaN(value: number | null | undefined): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : NaN;
}

/** Whether a row's three gauges are all known and zero: they lead both families. */
function readsEmpty(row: Pick<SampleRow, 'values'>): boolean {
  return row.values[0] === 0 && row.values[1] === 0 && row.values[2] === 0;
}
