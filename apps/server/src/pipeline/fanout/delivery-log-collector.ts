import { AwsError, type ScopeReader } from '@weir/aws';
import {
  deliveryMetric,
  type AbsenceReason,
  type DeliveryMetric,
  type ResourceId,
  type TopicConfig,
  type WeirConfig,
} from '@weir/contract';
import {
  type AbsenceSpan,
  callCost,
  type CatalogueOf,
  type CounterWindow,
  isLogRead,
  logBudget,
  logCostByLevel,
  loggedGroups,
  logReaches,
  LOGS_API,
  logWindow,
  MINUTE_MS,
  minuteOf,
  MOST_LOGGED_SUBSCRIPTIONS,
  regularDueAt,
  type SampleRow,
  type Scope,
} from '@weir/domain';
import type { DeliveryLogStore, LogReadingSpend, SeriesStore } from '@weir/store';
import type { Log } from '../../log.js';
import { absenceOf } from '../absence-of-failure.js';
import { RecentReadings } from '../recent-readings.js';
import { DELIVERIES, deliveryMinutes } from './delivery-minutes.js';
import { countersOf } from './recent-counters.js';
import type { WatchedFanout } from './watched-fanout.js';
import type { WatchedFanouts } from './watched-fanouts.js';

export interface DeliveryLogCollectorParts {
  readonly aws: { scope(scope: Scope): Pick<ScopeReader, 'readDeliveryLogs'> };
  readonly store: {
    readonly series: Pick<SeriesStore, 'write' | 'writeAbsences'>;
    readonly deliveryLogs: DeliveryLogStore;
  };
  readonly config: WeirConfig;
  readonly log: Pick<Log, 'warn'>;
  readonly now: () => number;
  readonly fanouts: Pick<WatchedFanouts, 'all' | 'dependentsOf'>;
  readonly holds: (accountId: string) => boolean;
  /** Whether its settings were looked at since this collector began: they may have changed while nobody looked. */
  readonly isDiscovered: (scope: Scope) => boolean;
  /** As often as a topic's counters are read, its log is; null: not now. */
  readonly cadenceOf: (topic: WatchedFanout) => number | null;
  readonly onSamples: (family: string, rows: number) => void;
}

/** A refusal is not asked for again at once: nobody grants a permission within the minute. */
const HOLD_BACK_MS = 5 * MINUTE_MS;

/** A topic whose log is read, and how far it was. */
interface ReadTopic {
  readonly topic: WatchedFanout;
  readonly config: TopicConfig;
  readonly subscriptions: readonly CatalogueOf<'subscription'>[];
}

interface Progress {
  /** The settings of logging under which it is read. */
  readonly logging: string;
  readThrough: number;
  inFlight: boolean;
  begunAt: number | null;
  heldBackTo: number;
}

const NOTHING_SPENT: LogReadingSpend = { pages: 0, bytes: 0, usd: 0 };

/**
 * Reads the delivery-status logs of the topics that the configuration names and whose settings log anything, each closed minute once, within
 * the budget of the day. What a log says of a subscription is stored as minutes of that subscription.
 *
 *     waiting ──its counters' cadence──▶ reading ──▶ waiting, from where the reading ended
 *     reading ──nothing was answered──▶ waiting five minutes, from where it was
 *     waiting ──the day's budget is spent──▶ waiting, past what it cannot pay ──midnight UTC──▶ reading
 */
export class DeliveryLogCollector {
  readonly #parts: DeliveryLogCollectorParts;
  readonly #recent = new Map<ResourceId, RecentReadings<DeliveryMetric>>();
  readonly #progress = new Map<ResourceId, Progress>();
  #topics: readonly ReadTopic[] = [];
  #today: { readonly day: string; readonly spent: Promise<Map<ResourceId, LogReadingSpend>> } | null = null;

  constructor(parts: DeliveryLogCollectorParts) {
    this.#parts = parts;
  }

  /** Takes the catalogue whenever something in it is another. */
  refresh(): void {
    const { fanouts, config } = this.#parts;
    const { deliveryLogs } = config.fanout;
    this.#topics =
      deliveryLogs.read.length === 0
        ? []
        : fanouts.all().flatMap((topic) => (isLogRead(deliveryLogs, topic.entry) ? this.#toRead(topic) : []));
    const subscriptions = new Set(this.#topics.flatMap((each) => each.subscriptions.map(({ id }) => id)));
    for (const id of this.#recent.keys()) if (!subscriptions.has(id)) this.#recent.delete(id);
    const topics = new Map(this.#topics.map(({ topic, config: { deliveryLogs: logging } }) => [topic.id, JSON.stringify(logging)]));
    for (const [id, { logging }] of this.#progress) if (topics.get(id) !== logging) this.#progress.delete(id);
    // Nobody knows since when these settings hold: what is missing in the log of before says nothing.
    const readThrough = minuteOf(this.#parts.now()) + MINUTE_MS;
    for (const [id, logging] of topics)
      if (!this.#progress.has(id)) this.#progress.set(id, { logging, readThrough, inFlight: false, begunAt: null, heldBackTo: 0 });
  }

  /** Takes up where the last collector stopped. @param rows of the last hours, of anything */
  restore(rows: readonly SampleRow[]): void {
    const byId = Map.groupBy(rows, ({ family, resourceId }) => (family === DELIVERIES ? resourceId : null));
    for (const { topic, subscriptions } of this.#topics) {
      const own = subscriptions.flatMap(({ id }) => byId.get(id) ?? []);
      for (const row of own) this.#readings(row.resourceId).push(row);
      const progress = this.#progress.get(topic.id);
      if (progress && own.length > 0) progress.readThrough = Math.max(...own.map(({ at }) => at)) + MINUTE_MS;
    }
  }

  /** Nobody was looking. What is read later shows through. */
  outageSpans({ from, to }: { readonly from: number; readonly to: number }): readonly AbsenceSpan[] {
    return this.#topics.flatMap(({ subscriptions }) =>
      subscriptions.map(({ id }): AbsenceSpan => ({ resourceId: id, family: DELIVERIES, from, to, reason: 'collector-down' })),
    );
  }

  /** What the log said of a subscription lately; null: nothing. */
  counters(id: ResourceId): CounterWindow | null {
    const readings = this.#recent.get(id);
    return readings === undefined ? null : countersOf(DELIVERIES, readings);
  }

  /** What reading the logs of an account costs at each level of the budget governor. */
  costByLevel(accountId: string): readonly number[] {
    const { config, now } = this.#parts;
    const mine = this.#topics.filter(({ topic }) => topic.entry.accountId === accountId);
    const needs = mine.map(({ topic, config: { deliveryLogs } }) => {
      const groups = loggedGroups(deliveryLogs);
      return { needs: topic.needs(false, now()), groups: Number(groups?.successes ?? false) + Number(groups?.failures ?? false) };
    });
    return logCostByLevel(needs, config);
  }

  /** Begins what is due; the promises never reject. */
  tick(signal: AbortSignal): readonly Promise<void>[] {
    const { now, holds } = this.#parts;
    return this.#topics.flatMap((each) =>
      holds(each.topic.entry.accountId) && this.#isDue(each.topic, now()) ? [this.#read(each, signal)] : [],
    );
  }

  #toRead(topic: WatchedFanout): readonly ReadTopic[] {
    const config = topic.entry.kind === 'topic' ? topic.entry.config : null;
    if (config === null || loggedGroups(config.deliveryLogs) === null) return [];
    const all = this.#parts.fanouts.dependentsOf(topic).flatMap(({ entry }) => (entry.kind === 'subscription' ? [entry] : []));
    const reaches = logReaches(config, all);
    const subscriptions = all.filter((_, index) => reaches[index] === 'told');
    return subscriptions.length === 0 || all.length > MOST_LOGGED_SUBSCRIPTIONS ? [] : [{ topic, config, subscriptions }];
  }

  #isDue(topic: WatchedFanout, now: number): boolean {
    const progress = this.#progress.get(topic.id);
    if (!progress || progress.inFlight || now < progress.heldBackTo || !this.#parts.isDiscovered(topic.entry)) return false;
    const seconds = this.#parts.cadenceOf(topic);
    return seconds !== null && regularDueAt(progress.begunAt, seconds, topic.phase, now) <= now;
  }

  async #read(each: ReadTopic, signal: AbortSignal): Promise<void> {
    const { log, now } = this.#parts;
    const { topic } = each;
    const progress = this.#progress.get(topic.id);
    if (!progress) return;
    Object.assign(progress, { inFlight: true, begunAt: now() });
    try {
      await this.#readWindow(each, progress, signal);
    } catch (error) {
      if (!signal.aborted) {
        progress.heldBackTo = now() + HOLD_BACK_MS;
        const failure = error instanceof AwsError ? error.failure : null;
        log.warn({ topic: topic.entry.arn, failure, ...(failure === null && { error }) }, 'a delivery log could not be read');
      }
    }
    progress.inFlight = false;
  }

  async #readWindow({ topic, config, subscriptions }: ReadTopic, progress: Progress, signal: AbortSignal): Promise<void> {
    const { aws, log, now, config: weir } = this.#parts;
    const window = logWindow(progress.readThrough, weir.fanout.deliveryLogs, now());
    const wanted = loggedGroups(config.deliveryLogs);
    if (window === null || wanted === null) return;
    const spent = await this.#spentToday();
    const budget = logBudget(spent.get(topic.id) ?? NOTHING_SPENT, weir);
    if (budget === null) {
      await this.#noteMissing(subscriptions, window, 'not-asked');
      progress.readThrough = window.to;
      return;
    }
    const { entry } = topic;
    const logs = await aws.scope(entry).readDeliveryLogs({ topicArn: entry.arn, ...window, budget, wanted }, signal);
    await this.#spend(topic.id, logs.spent);
    const refused = [logs.failures, logs.successes].flatMap(({ outcome }) => (typeof outcome === 'string' ? [] : [outcome]));
    const [first] = refused;
    if (first) log.warn({ topic: entry.arn, failure: first }, 'a delivery log was refused');
    if (first && refused.length === Number(wanted.failures) + Number(wanted.successes)) {
      await this.#noteMissing(subscriptions, window, absenceOf(first.kind));
      progress.heldBackTo = now() + HOLD_BACK_MS;
      return;
    }
    const { rows, absences } = deliveryMinutes(config, subscriptions, logs, window);
    await this.#keep(rows, absences);
    progress.readThrough = window.to;
  }

  async #keep(rows: readonly SampleRow[], absences: readonly AbsenceSpan[]): Promise<void> {
    const { store, onSamples } = this.#parts;
    await store.series.write(rows);
    await store.series.writeAbsences(absences);
    onSamples(DELIVERIES, rows.length);
    for (const row of rows) this.#readings(row.resourceId).push(row);
  }

  async #noteMissing(
    subscriptions: readonly CatalogueOf<'subscription'>[],
    window: { readonly from: number; readonly to: number },
    reason: AbsenceReason,
  ): Promise<void> {
    await this.#parts.store.series.writeAbsences(
      subscriptions.map(({ id }) => ({ resourceId: id, family: DELIVERIES, ...window, reason })),
    );
  }

  /** What logs took today, as written down before this collector began too. */
  async #spentToday(): Promise<Map<ResourceId, LogReadingSpend>> {
    const day = dayOf(this.#parts.now());
    if (this.#today?.day !== day) {
      const spent = this.#parts.store.deliveryLogs.readingOf(day).then((known) => new Map(known));
      spent.catch(() => (this.#today = null));
      this.#today = { day, spent };
    }
    return this.#today.spent;
  }

  async #spend(id: ResourceId, { pages, bytes }: Pick<LogReadingSpend, 'pages' | 'bytes'>): Promise<void> {
    const { store, config, now } = this.#parts;
    const spent = await this.#spentToday();
    const usd = callCost(LOGS_API, pages, config.prices);
    const before = spent.get(id) ?? NOTHING_SPENT;
    spent.set(id, { pages: before.pages + pages, bytes: before.bytes + bytes, usd: before.usd + usd });
    await store.deliveryLogs.addReading(dayOf(now()), id, { pages, bytes, usd });
  }

  #readings(id: ResourceId): RecentReadings<DeliveryMetric> {
    const known = this.#recent.get(id);
    if (known) return known;
    const fresh = new RecentReadings<DeliveryMetric>(DELIVERIES, deliveryMetric.options);
    this.#recent.set(id, fresh);
    return fresh;
  }
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
