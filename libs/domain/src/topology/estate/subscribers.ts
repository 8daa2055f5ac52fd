import type { EpochMs, SubscriptionConfig } from '@weir/contract';
import type { CatalogueOf } from '../../model/catalogue.js';
import type { SubscriberFacts } from '../ledger/figures.js';
import type { CounterWindow } from '../ledger/counter-window.js';
import type { SettingChange } from '../verdicts/fanout-facts.js';
import { shortName } from './names.js';
import type { FanoutIndex } from './fanout-index.js';

/** What is asked of the estate to tell a subscriber's share. */
export interface SubscriberSight {
  readonly index: FanoutIndex;
  /** `sqs.cloudwatch` of a queue; null: not known. */
  readonly queueCounters: (arn: string) => CounterWindow | null;
  readonly changesOf: (id: string) => readonly SettingChange[];
  /** Weir's first look at the estate: what was there then may always have been. */
  readonly beganAt: EpochMs;
  /** How long Weir may take to see a change, milliseconds. */
  readonly sightMs: number;
}

/** HTTP endpoints are retried by the attempt, and every attempt is counted. Source: Amazon SNS Developer Guide, "Monitoring topics". */
const COUNTED_BY_ATTEMPT: ReadonlySet<string> = new Set(['http', 'https']);

/**
 * The subscribers of a topic over a window, those that ended within it included. Pending ones are none: SNS sends them nothing and counts
 * nothing.
 */
export function subscribersOfTopic(
  topicArn: string,
  all: readonly CatalogueOf<'subscription'>[],
  sight: SubscriberSight,
  from: EpochMs,
): readonly SubscriberFacts[] {
  return all.flatMap((entry) => {
    const { config } = entry;
    if (config?.topicArn !== topicArn || (entry.deletedAt !== null && entry.deletedAt < from)) return [];
    const confirmed = confirmationOf(entry, config, sight);
    if (confirmed === null) return [];
    const changes = sight.changesOf(entry.id).filter(({ at }) => at >= from);
    const everHad = (field: keyof SubscriptionConfig): boolean =>
      config[field] !== null || changes.some((change) => change.field === field && (change.before != null || change.after != null));
    return [
      {
        key: entry.arn,
        resourceId: entry.id,
        name: shortName(config.endpoint),
        endpoint: config.endpoint,
        protocol: config.protocol,
        begins: confirmed,
        ends: entry.deletedAt === null ? null : { earliest: entry.deletedAt - sight.sightMs, latest: entry.deletedAt },
        // What was not read may be set: then nothing is ruled out.
        filters: config.partial === true || everHad('filterPolicy'),
        deadLetters: config.partial === true || everHad('deadLetterTargetArn'),
        countsAttempts: COUNTED_BY_ATTEMPT.has(config.protocol),
        arrivals: arrivalsAt(config.endpoint, sight),
        logged: null,
      },
    ];
  });
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
  if (confirmed === undefined && seen <= beganAt + sightMs) return { earliest: -Infinity, latest: -Infinity };
  return { earliest: seen - sightMs, latest: seen };
}

/** The targets of a rule. */
export function subscribersOfRule(rule: CatalogueOf<'rule'>, sight: SubscriberSight, from: EpochMs): readonly SubscriberFacts[] {
  const edited = sight.changesOf(rule.id).some(({ field, at }) => field === 'targets' && at >= from);
  return (rule.config?.targets ?? []).map((target): SubscriberFacts => ({
    key: target.id,
    resourceId: null,
    name: target.apiDestination?.name ?? shortName(target.arn),
    endpoint: target.arn,
    protocol: target.apiDestination === null ? serviceOf(target.arn) : 'api-destination',
    begins: edited ? { earliest: -Infinity, latest: from + 1 } : { earliest: -Infinity, latest: -Infinity },
    ends: null,
    filters: false,
    deadLetters: target.deadLetterTargetArn !== null,
    countsAttempts: false,
    arrivals: arrivalsAt(target.arn, sight),
    logged: null,
  }));
}

/** What arrives in a queue, and whether anything else is known to send there. Who sends from outside settings Weir cannot know. */
function arrivalsAt(endpoint: string, { index, queueCounters }: SubscriberSight): SubscriberFacts['arrivals'] {
  const counters = serviceOf(endpoint) === 'sqs' ? queueCounters(endpoint) : null;
  return counters === null ? null : { counters, sharedWithOthers: index.deliveriesTo(endpoint).length > 1 };
}

const serviceOf = (arn: string): string => (arn.startsWith('arn:') ? (arn.split(':')[2] ?? 'other') : 'http');
