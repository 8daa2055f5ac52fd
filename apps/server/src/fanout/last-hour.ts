import type { EpochMs, FanoutList, LedgerLine, Resource, ResourceId } from '@weir/contract';
import {
  type AbsenceSpan,
  CounterWindow,
  type FamilyName,
  LOOK_BACK_MS,
  MINUTE_MS,
  type SampleRow,
  sumOfLines,
  type SubscriberSight,
  worstFirst,
} from '@weir/domain';
import { figuresOf, hasLedger, LEDGER_FAMILIES, type LedgerKind, newestTold, settledEnd, SETTLED_WITHIN_MS } from './figures-of.js';

const WINDOW_MINUTES = 60;
const WINDOW_MS = WINDOW_MINUTES * MINUTE_MS;
/** Topics, rules and pipes that are looked at, the worst first. */
const MOST_LINES = 3_000;
/** Looked at together: others are answered in between. */
const BATCH = 250;
/** What was made is kept so long, and so many times as long as it took: a large estate costs no more than a twentieth of one core. */
const KEPT_MS = 10_000;
const KEPT_TIMES = 20;

/** What it is made from. */
export interface LastHourSources {
  readonly now: () => EpochMs;
  readonly resources: () => Iterable<Resource>;
  readonly sight: () => Promise<SubscriberSight>;
  readonly window: (ids: readonly ResourceId[], from: EpochMs, to: EpochMs) => Promise<readonly SampleRow[]>;
  readonly absences: (ids: readonly ResourceId[], family: FamilyName, from: EpochMs, to: EpochMs) => Promise<readonly AbsenceSpan[]>;
}

type Counted = Resource & { readonly kind: LedgerKind };

/** One ledger's last hour: of the minutes that are known. */
export interface HourLine {
  readonly line: LedgerLine;
  readonly knownMinutes: number;
  readonly unknownMinutes: number;
}

/** Of something with a ledger of which no minute is known. */
export const HOUR_UNKNOWN = { line: null, knownMinutes: 0, unknownMinutes: WINDOW_MINUTES } as const;

/** What became of everything in the last hour. */
export interface LastHourRead {
  /** By resource; of what is not in here nothing is known. */
  readonly lines: ReadonlyMap<ResourceId, HourLine>;
  readonly due: FanoutList['due'];
}

/**
 * The ledgers of the last hour of all topics, rules and pipes, each up to its own newest settled minute, as its page tells it. However many
 * look at them, they are made once for all.
 */
export class LastHour {
  #made: { keptUntil: EpochMs; readonly read: Promise<LastHourRead> } | null = null;

  constructor(private readonly sources: LastHourSources) {}

  /** @throws what the store throws; the next call tries again */
  read(): Promise<LastHourRead> {
    const began = this.sources.now();
    if (this.#made !== null && began < this.#made.keptUntil) return this.#made.read;
    const made = { keptUntil: Infinity, read: this.#make(newestTold(began)) };
    this.#made = made;
    made.read.then(
      () => {
        const took = this.sources.now() - began;
        made.keptUntil = began + Math.max(KEPT_MS, KEPT_TIMES * took);
      },
      () => {
        made.keptUntil = 0;
      },
    );
    return made.read;
  }

  async #make(to: EpochMs): Promise<LastHourRead> {
    const order = worstFirst(this.sources.now());
    const all = [...this.sources.resources()]
      .filter((resource) => resource.deletedAt === null)
      .filter(hasLedger)
      .sort((a, b) => order(a, b) || (a.id < b.id ? -1 : 1));
    const looked = all.slice(0, MOST_LINES);
    const sight = await this.sources.sight();
    const lines = new Map<ResourceId, HourLine>();
    for (let first = 0; first < looked.length; first += BATCH) {
      const batch = await this.#linesOf(looked.slice(first, first + BATCH), sight, to);
      for (const [id, line] of batch) lines.set(id, line);
    }
    const known = [...lines.values()];
    const knownMinutes = known.reduce((sum, line) => sum + line.knownMinutes, 0);
    const due = {
      line: sumOfLines(known.map(({ line }) => line)),
      knownMinutes,
      unknownMinutes: looked.length * WINDOW_MINUTES - knownMinutes,
      of: all.length,
      leftOut: all.length - looked.length,
    };
    return { lines, due };
  }

  async #linesOf(resources: readonly Counted[], sight: SubscriberSight, to: EpochMs): Promise<ReadonlyMap<ResourceId, HourLine>> {
    const since = to - WINDOW_MS - LOOK_BACK_MS - SETTLED_WITHIN_MS;
    const [rows, absences] = await Promise.all([
      this.sources.window(
        resources.map(({ id }) => id),
        since,
        to,
      ),
      this.#absencesOf(resources, since, to),
    ]);
    const rowsOf = Map.groupBy(rows, ({ resourceId }) => resourceId);
    return new Map(
      resources.flatMap(({ id, kind }) => {
        const family = LEDGER_FAMILIES[kind];
        const own = (rowsOf.get(id) ?? []).filter((row) => row.family === family);
        const read = CounterWindow.of(family, own, absences.get(id) ?? [], since, to);
        const end = settledEnd(read, to);
        const window = { from: end - WINDOW_MS, to: end, stepSeconds: WINDOW_MINUTES * 60 };
        const counters = read.settled();
        // Read before the window, and not in it: a line of noughts would claim that nothing was due.
        if (counters.knownMinutes(window.from, end) === 0) return [];
        const { line, knownMinutes, unknownMinutes } = figuresOf(sight.index.byId(id), counters, sight, window);
        return [[id, { line, knownMinutes, unknownMinutes }] as const];
      }),
    );
  }

  /** Minutes in which nothing happened have no row: without these they would count as not read. */
  async #absencesOf(resources: readonly Counted[], from: EpochMs, to: EpochMs): Promise<ReadonlyMap<ResourceId, readonly AbsenceSpan[]>> {
    const byKind = Map.groupBy(resources, ({ kind }) => kind);
    const read = await Promise.all(
      [...byKind].map(([kind, alike]) =>
        this.sources.absences(
          alike.map(({ id }) => id),
          LEDGER_FAMILIES[kind],
          from,
          to,
        ),
      ),
    );
    return Map.groupBy(read.flat(), ({ resourceId }) => resourceId);
  }
}
