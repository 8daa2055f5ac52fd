import type { EpochMs, FanoutList, LedgerLine, Resource, ResourceId } from '@weir/contract';
import { CounterWindow, LOOK_BACK_MS, MINUTE_MS, type SampleRow, sumOfLines, type SubscriberSight, worstFirst } from '@weir/domain';
import { figuresOf, hasLedger, LEDGER_FAMILIES, type LedgerKind, newestComplete } from './figures-of.js';

const WINDOW_MS = 60 * MINUTE_MS;
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
}

type Counted = Resource & { readonly kind: LedgerKind };

/** What became of everything in the last hour. */
export interface LastHourRead {
  /** By resource; of what is not in here nothing is known. */
  readonly lines: ReadonlyMap<ResourceId, LedgerLine>;
  readonly due: FanoutList['due'];
}

/** The ledgers of the last hour of all topics, rules and pipes: however many look at them, they are made once for all. */
export class LastHour {
  #made: { keptUntil: EpochMs; readonly read: Promise<LastHourRead> } | null = null;

  constructor(private readonly sources: LastHourSources) {}

  /** @throws what the store throws; the next call tries again */
  read(): Promise<LastHourRead> {
    const began = this.sources.now();
    if (this.#made !== null && began < this.#made.keptUntil) return this.#made.read;
    const made = { keptUntil: Infinity, read: this.#make(newestComplete(began)) };
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
    const lines = new Map<ResourceId, LedgerLine>();
    for (let first = 0; first < looked.length; first += BATCH) {
      const batch = await this.#linesOf(looked.slice(first, first + BATCH), sight, to);
      for (const [id, line] of batch) lines.set(id, line);
    }
    return { lines, due: { line: sumOfLines([...lines.values()]), of: all.length, leftOut: all.length - looked.length } };
  }

  async #linesOf(resources: readonly Counted[], sight: SubscriberSight, to: EpochMs): Promise<ReadonlyMap<ResourceId, LedgerLine>> {
    const from = to - WINDOW_MS;
    const lookFrom = from - LOOK_BACK_MS;
    const ids = resources.map(({ id }) => id);
    const rows = Map.groupBy(await this.sources.window(ids, lookFrom, to), ({ resourceId }) => resourceId);
    return new Map(
      resources.flatMap(({ id, kind }) => {
        const own = rows.get(id) ?? [];
        if (own.length === 0) return [];
        const counters = CounterWindow.of(LEDGER_FAMILIES[kind], own, [], lookFrom, to);
        // Read before the window, and not in it: a line of noughts would claim that nothing was due.
        if (counters.knownMinutes(from, to) === 0) return [];
        return [[id, figuresOf(sight.index.byId(id), counters, sight, { from, to, stepSeconds: 3_600 }).line] as const];
      }),
    );
  }
}
