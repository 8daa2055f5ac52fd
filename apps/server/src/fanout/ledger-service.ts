import type { Absence, EpochMs, FanoutList, FanoutOverview, Ledger, Resource, ResourceId, ResourceMetric } from '@weir/contract';
import {
  type CatalogueResource,
  CounterWindow,
  FAMILIES,
  type FanoutIndex,
  type LedgerFigures,
  ledgerLinesOf,
  LOOK_BACK_MS,
  MINUTE_MS,
  minuteOf,
  type SubscriberSight,
  worstFirst,
} from '@weir/domain';
import type { Store } from '@weir/store';
import { ProblemError } from '../http/problem-error.js';
import { loggedMinutes, readLogNotes } from './logged-minutes.js';
import type { FanoutService } from './fanout-service.js';
import {
  figuresOf,
  hasLedger,
  LEDGER_FAMILIES,
  type LedgerKind,
  newestTold,
  settledEnd,
  SETTLED_WITHIN_MS,
  sightOf,
} from './figures-of.js';
import { HOUR_UNKNOWN, type HourLine, LastHour } from './last-hour.js';
import type { KnownChanges } from './read-changes.js';

const UNIT_MS = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: 24 * 60 * MINUTE_MS } as const;
/** Minutes are kept for fifteen days. */
const LONGEST_MS = 15 * UNIT_MS.d;
/** A window that ended longer ago is one of the past. */
const PAST_MS = 15 * MINUTE_MS;
/** Bars of one answer. */
const STEPS_WANTED = 60;
const STEPS_MINUTES = [1, 5, 10, 15, 30, 60, 180, 360];
/** What arrived in the queues downstream is looked at for so long a window and so many queues; beyond, totals must do. */
const DOWNSTREAM_WINDOW_MS = 24 * 60 * MINUTE_MS;
const DOWNSTREAM_QUEUES = 60;
/** A metric that every read of a family asks for: where it is absent, the family is. */
const ALWAYS_ASKED = { topic: 'published', rule: 'matched', bus: 'matched', pipe: 'events' } as const;

/** What went wrong with those that have no ledger. */
const COUNTED: Readonly<Partial<Record<Resource['kind'], readonly ResourceMetric[]>>> = {
  function: ['functionErrors', 'functionThrottles', 'asyncDropped'],
  'delivery-stream': ['hoseThrottled'],
  'schedule-group': ['targetErrors', 'dropped'],
};

const SENT = FAMILIES['sqs.cloudwatch'].metrics.findIndex(({ key }) => key === 'sent');

/** Ledgers from what is stored. */
export class LedgerService {
  readonly #lastHour: LastHour;

  constructor(
    private readonly store: Store,
    private readonly fanout: FanoutService,
  ) {
    this.#lastHour = new LastHour({
      now: () => fanout.now(),
      resources: () => fanout.resources(),
      sight: async () => sightOf(fanout, await fanout.changes(), new Map()),
      window: (ids, from, to) => store.series.window(ids, from, to),
      absences: (ids, family, from, to) => store.series.absences(ids, family, from, to),
    });
  }

  /**
   * What became of everything over a window that ends with the newest minute that can be told.
   * @param window such as `15m`, `1h`, `7d`
   * @throws ProblemError 400 for a window that is longer than minutes are kept
   */
  async ledger(resource: Resource & { readonly kind: LedgerKind }, window: string, to: EpochMs | undefined): Promise<Ledger> {
    const lengthMs = lengthOf(window);
    const told = newestTold(this.fanout.now());
    const latest = Math.min(told, minuteOf(to ?? told));
    const entry = this.fanout.index().byId(resource.id);
    const changes = await this.fanout.changes();
    const read = await this.#readCounters(resource, latest - lengthMs - LOOK_BACK_MS - SETTLED_WITHIN_MS, latest);
    // A window of the past ends where it was asked to: what was not settled there never was.
    const end = to !== undefined && to < told - PAST_MS ? latest : settledEnd(read, latest);
    const from = end - lengthMs;
    const stepSeconds = 60 * (STEPS_MINUTES.find((minutes) => lengthMs / (minutes * MINUTE_MS) <= STEPS_WANTED) ?? 360);
    const [absences, sight] = await Promise.all([
      this.#absencesOf(resource, from, end),
      this.#sight(entry, changes, from - LOOK_BACK_MS, end),
    ]);
    const figures = figuresOf(entry, read.settled(), sight, { from, to: end, stepSeconds });
    const provisional = provisionalSteps(figuresOf(entry, read, sight, { from: end, to: latest, stepSeconds }).steps);
    const notes = entry?.kind === 'topic' ? await readLogNotes(this.store, this.fanout, entry, { from, to: end }) : [];
    const ledger = this.#compose(resource, figures, changes, { from, to: end, stepSeconds, absences, provisional });
    return { ...ledger, notes: [...ledger.notes, ...notes] };
  }

  /** Everything of these kinds that is present, worst first, with its last hour. */
  async list(kinds: readonly Resource['kind'][]): Promise<FanoutList> {
    const order = worstFirst(this.fanout.now());
    const present = [...this.fanout.resources()]
      .filter(({ kind, deletedAt }) => deletedAt === null && kinds.includes(kind))
      .sort((a, b) => order(a, b) || (a.id < b.id ? -1 : 1));
    const changes = await this.fanout.changes();
    const lastHour = await this.#lastHour.read();
    const changedAt = new Map([...changes.told].reverse().map((change) => [change.resourceId, change.at]));
    return {
      items: present.map((resource) => this.#overview(resource, lastHour.lines.get(resource.id), changedAt)),
      due: lastHour.due,
    };
  }

  #overview(resource: Resource, hour: HourLine | undefined, changedAt: ReadonlyMap<ResourceId, number>): FanoutOverview {
    const index = this.fanout.index();
    const below = this.#below(resource, index);
    const order = worstFirst(this.fanout.now());
    const worst = below.sort(order)[0];
    const parentArn = resource.fanout?.kind === 'rule' ? resource.fanout.busArn : null;
    const { id, kind, name, system, accountId, accountName, region, verdict } = resource;
    return {
      id,
      kind,
      name,
      system,
      accountId,
      accountName,
      region,
      verdict,
      parentId: parentArn === null ? null : (index.byArn(parentArn)?.id ?? null),
      subscribers: countBelow(resource, below.length),
      inPerSecond: resource.rates.in,
      ...(hour ?? (hasLedger(resource) ? HOUR_UNKNOWN : { ...HOUR_UNKNOWN, unknownMinutes: 0 })),
      counted: (COUNTED[kind] ?? []).map((metric) => ({ metric, value: resource.latest[metric]?.value ?? null })),
      worstSubscriber: worst === undefined ? null : { name: worst.name, verdict: worst.verdict },
      changedAt: changedAt.get(id) ?? null,
    };
  }

  /** Subscriptions of a topic, rules of a bus. */
  #below(resource: Resource, index: FanoutIndex): Resource[] {
    const entries =
      resource.kind === 'topic' ? index.subscriptionsOf(resource.arn) : resource.kind === 'bus' ? index.rulesOf(resource.arn) : [];
    return entries.flatMap(({ id }) => this.fanout.resource(id) ?? []);
  }

  async #readCounters({ id, kind }: Resource & { readonly kind: LedgerKind }, from: EpochMs, to: EpochMs): Promise<CounterWindow> {
    const family = LEDGER_FAMILIES[kind];
    const [rows, absences] = await Promise.all([
      this.store.series.window([id], from, to),
      this.store.series.absences([id], family, from, to),
    ]);
    const own = rows.filter((row) => row.family === family);
    return CounterWindow.of(family, own, absences, from, to);
  }

  /** Why minutes are missing, those that nobody asked for among them. */
  async #absencesOf({ id, kind }: Resource & { readonly kind: LedgerKind }, from: EpochMs, to: EpochMs): Promise<readonly Absence[]> {
    // In pieces, for no more points than fit one answer are read at once.
    const told = await Promise.all(
      daysOf(from, to).map((day) =>
        this.store.series.read({ resourceId: id, metric: ALWAYS_ASKED[kind], ...day, stepSeconds: 60, now: this.fanout.now() }),
      ),
    );
    return told.flatMap((part) => part.absences);
  }

  /** What arrived in the queues a topic or rule delivers to. */
  async #sight(entry: CatalogueResource | undefined, changes: KnownChanges, from: EpochMs, to: EpochMs): Promise<SubscriberSight> {
    const index = this.fanout.index();
    const endpoints =
      entry === undefined
        ? []
        : entry.kind === 'topic'
          ? index.subscriptionsOf(entry.arn).flatMap(({ config }) => config?.endpoint ?? [])
          : entry.kind === 'rule'
            ? (entry.config?.targets ?? []).map(({ arn }) => arn)
            : [];
    const queues = endpoints.flatMap((arn) => {
      const queue = index.byArn(arn);
      return queue?.kind === 'queue' ? [queue] : [];
    });
    const counters = new Map<string, CounterWindow>();
    if (queues.length > 0 && queues.length <= DOWNSTREAM_QUEUES && to - from <= DOWNSTREAM_WINDOW_MS + LOOK_BACK_MS) {
      const ids = queues.map(({ id }) => id);
      const rows = Map.groupBy(await this.store.series.window(ids, from, to), ({ resourceId }) => resourceId);
      for (const { id, arn } of queues) {
        // A dead-letter queue may be asked for its age alone: then nothing is known of what arrives.
        const own = (rows.get(id) ?? []).filter(({ family, values }) => family === 'sqs.cloudwatch' && (values[SENT] ?? null) !== null);
        counters.set(arn, CounterWindow.of('sqs.cloudwatch', own, [], from, to).settled());
      }
    }
    return sightOf(this.fanout, changes, counters, await loggedMinutes(this.store, this.fanout, entry, from, to));
  }

  #compose(
    resource: Resource,
    figures: LedgerFigures,
    changes: KnownChanges,
    {
      from,
      to,
      stepSeconds,
      absences,
      provisional,
    }: Pick<Ledger, 'from' | 'to' | 'stepSeconds' | 'provisional'> & { readonly absences: readonly Absence[] },
  ): Ledger {
    const index = this.fanout.index();
    const ownEdits = changes.edits.get(resource.id) ?? [];
    const steps = figures.subscriberSteps();
    return {
      resourceId: resource.id,
      kind: resource.kind,
      name: resource.name,
      from,
      to,
      published: figures.published,
      line: figures.line,
      filteredBy: figures.filteredBy,
      retried: figures.retried,
      knownMinutes: figures.knownMinutes,
      unknownMinutes: figures.unknownMinutes,
      absences: absences.filter((absence) => absence.to > from && absence.reason !== 'not-emitted'),
      subscribers: figures.subscribers.map(({ subscriber, line, evidence, arrived }, place) => {
        const own = subscriber.resourceId === null ? undefined : this.fanout.resource(subscriber.resourceId);
        const settings = own?.fanout?.kind === 'subscription' ? own.fanout : null;
        const target = resource.fanout?.kind === 'rule' ? resource.fanout.targets?.find(({ id }) => id === subscriber.key) : undefined;
        const edits = subscriber.resourceId === null ? ownEdits : (changes.edits.get(subscriber.resourceId) ?? []);
        return {
          ...line,
          key: subscriber.key,
          resourceId: subscriber.resourceId,
          name: subscriber.name,
          endpoint: subscriber.endpoint,
          endpointId: index.byArn(subscriber.endpoint)?.id ?? null,
          protocol: subscriber.protocol,
          verdict: own?.verdict ?? null,
          evidence,
          filterPolicy: settings?.filterPolicy ?? null,
          filterPolicyScope: settings?.filterPolicyScope ?? null,
          deadLetterTargetArn: settings?.deadLetterTargetArn ?? target?.deadLetterTargetArn ?? null,
          arrived,
          changedAt: [...new Set(edits.map(({ at }) => at))].filter((at) => at >= from - LOOK_BACK_MS && at <= to),
          stepsAt: steps.rowOf[place] ?? 0,
        };
      }),
      steps: [...figures.steps],
      stepSeconds,
      provisional,
      subscriberSteps: steps.rows.map(ledgerLinesOf),
      notes: [...figures.notes],
    };
  }
}

/** @param listed those in the catalogue */
function countBelow({ kind, fanout }: Resource, listed: number): number | null {
  if (fanout?.kind === 'rule') return fanout.targets?.length ?? null;
  if (fanout?.kind === 'schedule-group') return fanout.schedules?.length ?? null;
  return kind === 'function' || kind === 'delivery-stream' ? null : listed;
}

/** What was counted so far in steps that are not settled, up to the last of which anything was read. */
const provisionalSteps = (steps: LedgerFigures['steps']): Ledger['provisional'] =>
  steps
    .slice(0, steps.findLastIndex(({ known }) => known) + 1)
    .map(({ at, knownMinutes, published, delivered, filtered, failed, deadLettered }) => ({
      ...{ at, knownMinutes, published },
      ...{ delivered: delivered.low, filtered: filtered.low, failed: failed.low, deadLettered: deadLettered.low },
    }));

/** @throws ProblemError 400 */
function lengthOf(window: string): number {
  const unit = window.at(-1);
  const length = Number(window.slice(0, -1)) * (unit === 'm' || unit === 'h' || unit === 'd' ? UNIT_MS[unit] : Number.NaN);
  if (length <= LONGEST_MS) return length;
  throw new ProblemError(400, 'Invalid query', `window: minutes are kept for 15 days; ask for at most 15d`, [
    { field: 'window', message: 'minutes are kept for 15 days; ask for at most 15d' },
  ]);
}

function daysOf(from: EpochMs, to: EpochMs): readonly { readonly from: EpochMs; readonly to: EpochMs }[] {
  const days = [];
  for (let at = from; at < to; at += UNIT_MS.d) days.push({ from: at, to: Math.min(to, at + UNIT_MS.d) });
  return days;
}
