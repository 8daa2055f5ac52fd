import type { EpochMs, FanoutMetric, QueueMetric, ResourceId, StreamMetric } from '@weir/contract';
import { type CatalogueFanout, type CatalogueOf, type CatalogueResource } from '../../model/catalogue.js';
import { MINUTE_MS, minuteOf } from '../../series/sample.js';
import type { JudgedVerdict, ReadFailure } from '../../verdicts/queue-facts.js';
import type { CounterWindow } from '../ledger/counter-window.js';
import { lineOf, type SubscriberFigures } from '../ledger/figures.js';
import { ruleLedger } from '../ledger/rule-ledger.js';
import { type LedgerFigures, topicLedger } from '../ledger/topic-ledger.js';
import type { EditedBeside, EndpointFacts, FanoutFacts, FanoutJudgement, FeederFacts } from '../verdicts/fanout-facts.js';
import { FILTER_FIELDS } from '../verdicts/filter-step.js';
import { judgeFanout } from '../verdicts/judge-fanout.js';
import { FANOUT_LIMITS } from '../verdicts/limits.js';
import { BusNeighbours } from './bus-neighbours.js';
import type { FanoutIndex } from './fanout-index.js';
import { isMissing } from './missing.js';
import { serviceOfArn, shortName, unqualifiedArn } from './names.js';
import { ruleLifetime, snsLifetime } from './retry-lifetime.js';
import { ruleOver, type SubscriberSight, topicOver } from './subscribers.js';

/** What the judge of the estate sees beside the catalogue. */
export interface EstateSight extends Omit<SubscriberSight, 'index' | 'doubtsEnds'> {
  /** The resource's own counters (`sns.topic`, `events.rule`, …), the newest read minute last; null: none yet. */
  readonly counters: (id: ResourceId) => CounterWindow | null;
  /** Of the default bus: `events.ingest`; null: not known, or it is another. */
  readonly ingest: (id: ResourceId) => CounterWindow | null;
  /** Counters of a queue (`sqs.cloudwatch`) or stream (`kinesis.stream`) by its ARN; null: not known. */
  readonly sourceCounters: (arn: string) => CounterWindow | null;
  /** Messages that wait in a queue; null: not known. */
  readonly waiting: (arn: string) => number | null;
  readonly failure: (id: ResourceId) => ReadFailure | null;
  readonly budgetSeconds: (id: ResourceId) => number;
  readonly previous: (id: ResourceId) => JudgedVerdict | null;
  /** When Weir last listed everything of a service there, so that what is not in the catalogue did not exist then; null: it does not. */
  readonly listedAt: (accountId: string, region: string, service: string) => EpochMs | null;
}

/**
 * Judges what passes events on against the whole estate in `index`, by what is so at one moment. What the subscribers of a topic have in common
 * is worked out once, however many pieces they are judged in.
 */
export class EstateJudge {
  readonly #context: Context;

  constructor(index: FanoutIndex, sight: EstateSight, now: EpochMs) {
    this.#context = {
      index,
      sight: { ...sight, index, doubtsEnds: true },
      topics: new Map(),
      edited: new Map(),
      buses: new BusNeighbours(index, sight.counters),
      now,
    };
  }

  judge(entries: readonly CatalogueFanout[]): ReadonlyMap<ResourceId, FanoutJudgement> {
    const { sight, now } = this.#context;
    return new Map(
      entries.map((entry) => [entry.id, judgeFanout(entry.kind, factsOf(entry, this.#context), sight.previous(entry.id), now)] as const),
    );
  }
}

interface Context {
  readonly index: FanoutIndex;
  readonly sight: EstateSight & SubscriberSight;
  /** By topic ARN; null: it has no ledger. */
  readonly topics: Map<string, TopicLedgerView | null>;
  /** By topic ARN: its subscriptions of which the filter was edited. */
  readonly edited: Map<string, readonly EditedSubscription[]>;
  readonly buses: BusNeighbours;
  readonly now: EpochMs;
}

/** A topic's ledger as each of its subscriptions looks at it. */
interface TopicLedgerView {
  readonly ledger: LedgerFigures;
  /** By subscription ARN. */
  readonly byKey: ReadonlyMap<string, SubscriberFigures>;
  /** Deliveries fail, and nobody is known to be to blame. */
  readonly failsSomewhere: boolean;
  /** Of the only subscriber of which every attempt is counted; null: there is none, or there are several. */
  readonly onlyAttempted: SubscriberFigures | null;
}

function factsOf(entry: CatalogueFanout, context: Context): FanoutFacts {
  const { sight } = context;
  const base: FanoutFacts = {
    name: entry.name,
    config: entry.config,
    counters: sight.counters(entry.id),
    ingest: null,
    failure: sight.failure(entry.id),
    budgetSeconds: sight.budgetSeconds(entry.id),
    deletedAt: entry.deletedAt,
    metAt: entry.firstSeen,
    changes: sight.changesOf(entry.id),
    feeder: null,
    endpoints: [],
    line: null,
    settled: null,
    underWay: null,
    longAgo: null,
    namedFailures: 0,
    editedBeside: [],
    neighboursToldThrough: null,
    oneOfSeveral: false,
    failingAttempts: null,
  };
  switch (entry.kind) {
    case 'topic':
      return { ...base, ...ofTopic(entry, context), failingAttempts: base.counters };
    case 'subscription':
      return { ...base, ...ofSubscription(entry, context) };
    case 'rule':
      return {
        ...base,
        feeder: feederOf(entry.config?.busArn, context),
        endpoints: (entry.config?.targets ?? []).map(({ arn }) => endpointOf(arn, entry, context)),
        ...ofLedger(ledgerOfRule(entry, context), entry, ruleLifetime(entry.config?.targets ?? null), context),
      };
    case 'pipe':
      return {
        ...base,
        feeder: feederOf(entry.config?.sourceArn, context),
        endpoints: entry.config === null ? [] : [endpointOf(entry.config.targetArn, entry, context)],
      };
    case 'bus':
      return {
        ...base,
        ingest: sight.ingest(entry.id),
        neighboursToldThrough: entry.config?.type === 'partner' ? context.buses.toldBeside(entry) : null,
      };
    case 'function':
    case 'schedule-group':
    case 'delivery-stream':
      return base;
  }
}

function ofSubscription(
  entry: CatalogueOf<'subscription'>,
  context: Context,
): Pick<
  FanoutFacts,
  | 'feeder'
  | 'endpoints'
  | 'line'
  | 'settled'
  | 'longAgo'
  | 'namedFailures'
  | 'editedBeside'
  | 'oneOfSeveral'
  | 'failingAttempts'
  | 'failure'
  | 'budgetSeconds'
> {
  const { sight } = context;
  const topic = entry.config === null ? undefined : context.index.byArn(entry.config.topicArn);
  const seen = entry.config === null ? null : ledgerOfTopic(entry.config.topicArn, context);
  const own = seen?.byKey.get(entry.arn);
  return {
    feeder: feederOf(entry.config?.topicArn, context),
    endpoints: entry.config === null ? [] : [endpointOf(entry.config.endpoint, entry, context)],
    line: own === undefined ? null : lineOf(own.line.expected, own.line),
    editedBeside: editedBeside(entry, context),
    settled: own?.logged?.settled ?? null,
    longAgo:
      seen === null || own === undefined
        ? null
        : {
            // Of whom they are is not told: as long as nothing of its topic ends late, nothing of its own does.
            endedLate: endedLate(seen.ledger, entry.id, context),
            somebodyLeft: false,
            triedForMs: snsLifetime(own.subscriber.protocol),
          },
    namedFailures: own?.logged?.failures ?? 0,
    oneOfSeveral: seen !== null && seen.failsSomewhere && (own?.line.failed.high ?? 0) + (own?.line.deadLettered.high ?? 0) > 0,
    // Every attempt on an HTTP endpoint is counted: when it is the only one of its topic, failing attempts are its own.
    failingAttempts: own !== undefined && seen?.onlyAttempted === own ? ((topic && sight.counters(topic.id)) ?? null) : null,
    // It is seen through its topic.
    failure: sight.failure(entry.id) ?? (topic === undefined ? null : sight.failure(topic.id)),
    budgetSeconds: topic === undefined ? sight.budgetSeconds(entry.id) : sight.budgetSeconds(topic.id),
  };
}

interface EditedSubscription extends EditedBeside {
  readonly id: ResourceId;
}

/** The other subscriptions of its topic whose filters were edited, if its own was. */
function editedBeside({ id, config }: CatalogueOf<'subscription'>, context: Context): readonly EditedBeside[] {
  if (config === null || filterEditsOf(id, context).length === 0) return [];
  const known = context.edited.get(config.topicArn) ?? editedOf(config.topicArn, context);
  context.edited.set(config.topicArn, known);
  return known.filter((other) => other.id !== id);
}

const editedOf = (topicArn: string, context: Context): readonly EditedSubscription[] =>
  context.index.subscriptionsOf(topicArn).flatMap(({ id, name, config }) => {
    const at = filterEditsOf(id, context);
    return at.length === 0 || config === null ? [] : [{ id, name, at, arrivals: arrivalsOf(config.endpoint, context) }];
  });

const filterEditsOf = (id: ResourceId, { sight }: Context): readonly EpochMs[] =>
  sight.changesOf(id).flatMap(({ field, at }) => (FILTER_FIELDS.includes(field) ? [at] : []));

function ledgerOfTopic(topicArn: string, context: Context): TopicLedgerView | null {
  const known = context.topics.get(topicArn);
  if (known !== undefined) return known;
  const topic = context.index.byArn(topicArn);
  const counters = topic === undefined ? null : context.sight.counters(topic.id);
  const window = windowOf(counters, context.now);
  const view =
    counters === null || window === null
      ? null
      : viewOf(
          topicLedger({
            ...window,
            counters,
            ...topicOver(topicArn, context.sight, window.from),
            stepSeconds: FANOUT_LIMITS.ledgerMinutes * 60,
          }),
        );
  context.topics.set(topicArn, view);
  return view;
}

function viewOf(ledger: LedgerFigures): TopicLedgerView {
  const { subscribers, line } = ledger;
  const blamed = subscribers.some(isBlamed);
  const attempted = subscribers.filter(({ subscriber }) => subscriber.countsAttempts);
  return {
    ledger,
    byKey: new Map(subscribers.map((figures) => [figures.subscriber.key, figures])),
    failsSomewhere: hasFailed({ line }) && !blamed,
    // What the delivery log has no failure of does not fail: the attempts are others' failures.
    onlyAttempted:
      attempted.length === 1 && attempted.every(({ line }) => line.failed.high + line.deadLettered.high > 0)
        ? (attempted[0] ?? null)
        : null,
  };
}

/** Whether some of what failed is surely this one's, by what the others cannot have or by what the delivery log says. */
const isBlamed = ({ line, logged }: SubscriberFigures): boolean =>
  hasFailed({ line }) || (logged !== null && (hasFailed({ line: logged.settled }) || logged.failures > 0));

const hasFailed = ({ line: { failed, deadLettered } }: { readonly line: LedgerFigures['settled'] }): boolean =>
  failed.low > 0 || deadLettered.low > 0;

function ledgerOfRule(rule: CatalogueOf<'rule'>, context: Context): LedgerFigures | null {
  const counters = context.sight.counters(rule.id);
  const window = windowOf(counters, context.now);
  if (counters === null || window === null) return null;
  const over = ruleOver(rule, context.sight, window.from);
  return over.subscribers === null || over.subscribers.length === 0
    ? null
    : ruleLedger({ ...window, ...over, counters, stepSeconds: FANOUT_LIMITS.ledgerMinutes * 60 });
}

/** The newest quarter of an hour that was read, and whose counters are complete. */
function windowOf(counters: CounterWindow | null, now: EpochMs): { readonly from: EpochMs; readonly to: EpochMs } | null {
  if (counters === null) return null;
  const to = Math.min(minuteOf(counters.to), minuteOf(now - FANOUT_LIMITS.settlingMinutes * MINUTE_MS));
  const from = Math.max(counters.from, to - FANOUT_LIMITS.ledgerMinutes * MINUTE_MS);
  return from < to ? { from, to } : null;
}

/** What each kind counts as coming in. */
const INFLOW: Readonly<Partial<Record<CatalogueResource['kind'], FanoutMetric | QueueMetric | StreamMetric>>> = {
  topic: 'published',
  bus: 'matched',
  queue: 'sent',
  stream: 'incomingRecords',
};

function feederOf(arn: string | undefined, { index, sight }: Context): FeederFacts | null {
  const feeder = arn === undefined ? undefined : index.byArn(arn);
  const metric = feeder === undefined ? undefined : INFLOW[feeder.kind];
  if (feeder === undefined || metric === undefined) return null;
  const counters = feeder.kind === 'queue' || feeder.kind === 'stream' ? sight.sourceCounters(feeder.arn) : sight.counters(feeder.id);
  return counters === null
    ? null
    : { name: feeder.name, counters, metric, waiting: feeder.kind === 'queue' ? sight.waiting(feeder.arn) : null };
}

function ofTopic(entry: CatalogueOf<'topic'>, context: Context): ReturnType<typeof ofLedger> {
  const seen = ledgerOfTopic(entry.arn, context);
  const lifetimes = seen?.ledger.subscribers.map(({ subscriber }) => snsLifetime(subscriber.protocol)) ?? [];
  return ofLedger(seen?.ledger ?? null, entry, Math.max(0, ...lifetimes), context);
}

/** What a ledger says of its whole. @param triedForMs how long AWS goes on trying a copy */
function ofLedger(
  ledger: LedgerFigures | null,
  entry: CatalogueFanout,
  triedForMs: number,
  context: Context,
): Pick<FanoutFacts, 'line' | 'settled' | 'underWay' | 'longAgo'> {
  if (ledger === null) return { line: null, settled: null, underWay: null, longAgo: null };
  const { line, settled, underWay, somebodyLeft } = ledger;
  return { line, settled, underWay, longAgo: { endedLate: endedLate(ledger, entry.id, context), somebodyLeft, triedForMs } };
}

/** Copies that ended late since the last verdict on fresh readings. When there was none lately, all that the ledger looks at counts. */
function endedLate({ endedLateSince }: LedgerFigures, id: ResourceId, { sight, now }: Context): number {
  const previous = sight.previous(id);
  const wasFresh = previous !== null && previous.standing == null && now - previous.judgedAt < FANOUT_LIMITS.ledgerMinutes * MINUTE_MS;
  return endedLateSince(wasFresh ? now - 2 * FANOUT_LIMITS.ledgerMinutes * MINUTE_MS : -Infinity);
}

function endpointOf(endpoint: string, by: CatalogueFanout, { index, sight }: Context): EndpointFacts {
  const known = index.byArn(unqualifiedArn(endpoint)) !== undefined;
  const namedAt = sight.changesOf(by.id).at(-1)?.at ?? by.firstSeen;
  return {
    name: shortName(endpoint),
    exists: known ? true : isMissing(endpoint, { ...by, namedAt }, sight.listedAt) ? false : null,
    arrivals: arrivalsOf(endpoint, { index, sight }),
  };
}

/** What arrives in a queue that nothing else is known to feed. A FIFO queue does not count what it recognises as sent before. */
function arrivalsOf(endpoint: string, { index, sight }: Pick<Context, 'index' | 'sight'>): CounterWindow | null {
  const only = index.deliveriesTo(endpoint).length <= 1;
  return only && serviceOfArn(endpoint) === 'sqs' && !endpoint.endsWith('.fifo') ? sight.queueCounters(endpoint) : null;
}
