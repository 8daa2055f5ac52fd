import { ruleTarget, type EpochMs, type ResourceId, type RuleTarget, type SubscriptionConfig } from '@weir/contract';
import type { CatalogueOf } from '../../model/catalogue.js';
import type { Scope } from '../../model/scope.js';
import { MINUTE_MS } from '../../series/sample.js';
import { LOOK_BACK_MS } from '../ledger/figures.js';
import type { CounterWindow } from '../ledger/counter-window.js';
import type { LoggedDeliveries, SubscriberFacts } from '../ledger/subscriber-facts.js';
import type { PipeLedgerFacts } from '../ledger/pipe-ledger.js';
import type { RuleLedgerFacts } from '../ledger/rule-ledger.js';
import type { TopicLedgerFacts } from '../ledger/topic-ledger.js';
import type { SettingChange } from '../verdicts/fanout-facts.js';
import { shortName } from './names.js';
import type { FanoutIndex } from './fanout-index.js';

/** What is asked of the estate to tell a subscriber's share. */
export interface SubscriberSight {
  readonly index: FanoutIndex;
  /** `sqs.cloudwatch` of a queue; null: not known. */
  readonly queueCounters: (arn: string) => CounterWindow | null;
  /** `sns.deliveries` of a subscription, from the log of its topic; null: nothing is read of it. */
  readonly logged: (id: ResourceId) => CounterWindow | null;
  readonly changesOf: (id: string) => readonly SettingChange[];
  /** Weir's first look at an account and region: what was there then began nobody knows when. */
  readonly beganAt: (scope: Scope) => EpochMs;
  /** How long Weir may take to see a change, milliseconds. */
  readonly sightMs: number;
  /** Whether what was deleted since the last discovery matters: a verdict must not rest on it, a ledger of hours need not doubt its end. */
  readonly doubtsEnds: boolean;
}

/** HTTP endpoints are retried by the attempt, and every attempt is counted. Source: Amazon SNS Developer Guide, "Monitoring topics". */
const COUNTED_BY_ATTEMPT: ReadonlySet<string> = new Set(['http', 'https']);

/** What the ledger of a topic has to know of its settings over a window that begins at `from`. */
export const topicOver = (
  topicArn: string,
  sight: SubscriberSight,
  from: EpochMs,
): Pick<TopicLedgerFacts, 'subscribers' | 'knownFrom'> => ({
  subscribers: subscribersOfTopic(topicArn, sight, from),
  knownFrom: metAt(topicArn, sight),
});

/** As `topicOver`, of a rule. */
export const ruleOver = (
  rule: CatalogueOf<'rule'>,
  sight: SubscriberSight,
  from: EpochMs,
): Pick<RuleLedgerFacts, 'subscribers' | 'scheduled' | 'knownFrom'> => ({
  subscribers: subscribersOfRule(rule, sight, from),
  scheduled: isScheduled(rule),
  knownFrom: rule.firstSeen,
});

/** When Weir first looked at something: of its settings before nothing is known. AWS says of no subscription or target since when it exists. */
const metAt = (arn: string, { index }: SubscriberSight): EpochMs => index.byArn(arn)?.firstSeen ?? Infinity;

/**
 * The subscribers of a topic over a window that begins at `from`. Those that ended within it are among them, and those that ended so shortly
 * before that the ledger, which looks back for what was under way, has to know of them. Pending ones are none: SNS sends them nothing and
 * counts nothing.
 */
function subscribersOfTopic(topicArn: string, sight: SubscriberSight, from: EpochMs): readonly SubscriberFacts[] {
  const all = [...sight.index.subscriptionsOf(topicArn), ...sight.index.endedSubscriptionsOf(topicArn)];
  const unsure = unsureLogging(topicArn, sight);
  return all.flatMap((entry) => {
    const { config } = entry;
    if (config?.topicArn !== topicArn || (entry.deletedAt !== null && entry.deletedAt < from - LOOK_BACK_MS)) return [];
    const confirmed = confirmationOf(entry, config, sight);
    if (confirmed === null) return [];
    const changes = sight.changesOf(entry.id).filter(({ at }) => at >= from - POLICY_LINGERS_MS);
    const everHad = (field: keyof SubscriptionConfig): boolean =>
      config[field] !== null || changes.some((change) => change.field === field && (change.before != null || change.after != null));
    // What was not read, and what was before it was first read, may be set: then nothing is ruled out.
    const isOpen = (lingersMs: number): boolean =>
      config.partial === true || (confirmed.earliest === -Infinity && from - lingersMs < entry.firstSeen);
    return [
      {
        key: entry.arn,
        resourceId: entry.id,
        name: shortName(config.endpoint),
        endpoint: config.endpoint,
        protocol: config.protocol,
        begins: confirmed,
        ends: endOf(entry, sight),
        filters: isOpen(POLICY_LINGERS_MS) || everHad('filterPolicy'),
        deadLetters: isOpen(0) || everHad('deadLetterTargetArn'),
        countsAttempts: COUNTED_BY_ATTEMPT.has(config.protocol),
        arrivals: arrivalsAt(config.endpoint, sight),
        logged: loggedOf(entry.id, unsure, sight),
      },
    ];
  });
}

/** When a topic may have logged less than its settings say: before an edit of them was seen, and since they were last looked at. */
function unsureLogging(topicArn: string, { index, changesOf, sightMs, doubtsEnds }: SubscriberSight): LoggedDeliveries['unsure'] {
  const topic = index.byArn(topicArn);
  if (topic === undefined) return [];
  const edits = changesOf(topic.id).filter(({ field }) => field === 'deliveryLogs');
  const unseen = edits.map(({ at }) => ({ from: at - sightMs, to: at }));
  return doubtsEnds ? [...unseen, { from: topic.lastSeen, to: Infinity }] : unseen;
}

function loggedOf(id: ResourceId, unsure: LoggedDeliveries['unsure'], { logged }: SubscriberSight): LoggedDeliveries | null {
  const counters = logged(id);
  return counters === null ? null : { counters, unsure };
}

/** An edit of a policy takes effect within a quarter of an hour. Source: Amazon SNS Developer Guide, "Message filtering". */
const POLICY_LINGERS_MS = 15 * MINUTE_MS;

function endOf({ deletedAt, lastSeen }: CatalogueOf<'subscription'>, { sightMs, doubtsEnds }: SubscriberSight): SubscriberFacts['ends'] {
  if (deletedAt !== null) return { earliest: deletedAt - sightMs, latest: deletedAt };
  return doubtsEnds ? { earliest: lastSeen, latest: Infinity } : null;
}

/** When it began to get copies; null: it does not yet. */
function confirmationOf(
  entry: CatalogueOf<'subscription'>,
  config: SubscriptionConfig,
  { changesOf, beganAt, sightMs }: SubscriberSight,
): SubscriberFacts['begins'] | null {
  if (config.state === 'pending') return null;
  const confirmed = changesOf(entry.id).findLast(({ field, after }) => field === 'state' && after === 'confirmed');
  const seen = confirmed?.at ?? entry.firstSeen;
  if (confirmed === undefined && seen <= beganAt(entry) + sightMs) return { earliest: -Infinity, latest: seen };
  return { earliest: seen - sightMs, latest: seen };
}

/** Whether a rule goes by a schedule, be it beside a pattern. */
export const isScheduled = ({ config }: CatalogueOf<'rule'>): boolean => config?.schedule != null;

/** As `subscribersOfTopic`, the targets of a rule; null: they could not be read. */
function subscribersOfRule(rule: CatalogueOf<'rule'>, sight: SubscriberSight, from: EpochMs): readonly SubscriberFacts[] | null {
  const targets = rule.config?.targets ?? null;
  if (targets === null) return null;
  const edits = sight
    .changesOf(rule.id)
    .filter(({ field, at }) => field === 'targets' && at >= from - LOOK_BACK_MS)
    .map(({ at, before, after }) => ({ at, before: targetsIn(before), after: targetsIn(after) }));
  // A target of the same id may have been another before Weir looked, and another again before that.
  const isUnmet = from < rule.firstSeen;
  const known = new Map<string, RuleTarget[]>();
  for (const target of [...edits.flatMap(({ before, after }) => [...before, ...after]), ...targets]) {
    const same = known.get(target.id);
    if (same) same.push(target);
    else known.set(target.id, [target]);
  }
  return [...known.values()].flatMap((states) => {
    const newest = states.at(-1);
    if (newest === undefined) return [];
    const life = lifeOf(newest.id, edits, targets, { sightMs: sight.sightMs, metAt: rule.firstSeen, isUnmet });
    return [subscriberOfTarget(states, newest, { ...life, isUnmet }, sight)];
  });
}

interface TargetEdit {
  readonly at: EpochMs;
  readonly before: readonly RuleTarget[];
  readonly after: readonly RuleTarget[];
}

/** From when to when a target was there. One that was taken away and put back was there at times: nobody asks when, so that is left open. */
function lifeOf(
  id: string,
  edits: readonly TargetEdit[],
  targets: readonly RuleTarget[],
  { sightMs, metAt: met, isUnmet }: { readonly sightMs: number; readonly metAt: EpochMs; readonly isUnmet: boolean },
): Pick<SubscriberFacts, 'begins' | 'ends'> {
  const has = (some: readonly RuleTarget[]): boolean => some.some((target) => target.id === id);
  const added = edits.filter(({ before, after }) => !has(before) && has(after));
  const removed = edits.filter(({ before, after }) => has(before) && !has(after));
  const [first, last] = [added[0], added.at(-1)];
  const wasThere = isUnmet || first === undefined || (removed[0]?.at ?? Infinity) < first.at;
  const ended = has(targets) ? undefined : removed.at(-1);
  return {
    begins: { earliest: wasThere ? -Infinity : first.at - sightMs, latest: last?.at ?? met },
    ends: ended === undefined ? null : { earliest: ended.at - sightMs, latest: ended.at },
  };
}

/** @param states as it was and is, one and the same id @param target the newest of them */
function subscriberOfTarget(
  states: readonly RuleTarget[],
  target: RuleTarget,
  { begins, ends, isUnmet }: Pick<SubscriberFacts, 'begins' | 'ends'> & { readonly isUnmet: boolean },
  sight: SubscriberSight,
): SubscriberFacts {
  return {
    key: target.id,
    resourceId: null,
    name: target.apiDestination?.name ?? shortName(target.arn),
    endpoint: target.arn,
    protocol: target.apiDestination === null ? serviceOf(target.arn) : 'api-destination',
    begins,
    ends,
    filters: false,
    deadLetters: isUnmet || states.some(({ deadLetterTargetArn }) => deadLetterTargetArn !== null),
    countsAttempts: false,
    // Of a target that led elsewhere before, its queue does not tell all.
    arrivals: !isUnmet && states.every(({ arn }) => arn === target.arn) ? arrivalsAt(target.arn, sight) : null,
    logged: null,
  };
}

/** Targets as a change of settings noted them. What does not look like one is none. */
function targetsIn(noted: unknown): readonly RuleTarget[] {
  if (!Array.isArray(noted)) return [];
  return noted.flatMap((target: unknown) => {
    const parsed = ruleTarget.safeParse(target);
    return parsed.success ? [parsed.data] : [];
  });
}

/** What arrives in a queue, and whether anything else is known to send there. Who sends from outside settings Weir cannot know. */
function arrivalsAt(endpoint: string, { index, queueCounters }: SubscriberSight): SubscriberFacts['arrivals'] {
  // A FIFO queue does not count what it recognises as sent before. Source: Amazon SQS Developer Guide, CloudWatch metrics.
  const counters = serviceOf(endpoint) === 'sqs' && !endpoint.endsWith('.fifo') ? queueCounters(endpoint) : null;
  return counters === null ? null : { counters, sharedWithOthers: index.deliveriesTo(endpoint).length > 1 };
}

const serviceOf = (arn: string): string => (arn.startsWith('arn:') ? (arn.split(':')[2] ?? 'other') : 'http');

/** What a pipe's ledger has to know of its settings over a window: a batch may have been larger in it, and failures may have been kept. */
export function pipeOver(
  pipe: CatalogueOf<'pipe'>,
  { changesOf }: SubscriberSight,
  from: EpochMs,
): Pick<PipeLedgerFacts, 'batchSize' | 'deadLetters' | 'knownFrom'> {
  const isUnmet = from < pipe.firstSeen;
  const changes = changesOf(pipe.id).filter(({ at }) => at >= from);
  const everHad = (field: 'batchSize' | 'deadLetterTargetArn'): readonly unknown[] => [
    pipe.config?.[field],
    ...changes.flatMap((change) => (change.field === field ? [change.before, change.after] : [])),
  ];
  const sizes = everHad('batchSize');
  return {
    batchSize: !isUnmet && sizes.every((size) => typeof size === 'number') ? Math.max(...sizes) : null,
    deadLetters: isUnmet || everHad('deadLetterTargetArn').some((arn) => arn != null),
    knownFrom: pipe.firstSeen,
  };
}
