import type { Bounds, Ledger, LedgerLine, LedgerSubscriber, Resource } from '@weir/contract';
import { ledgerLinesOf, resourceIdOf } from '@weir/domain';
import { FIXTURE_NOW } from './estate-fixture.js';

const MINUTE_MS = 60_000;
/** When the policy of the pictures was edited. */
const EDITED_AT = FIXTURE_NOW - 14 * MINUTE_MS;

const exactly = (count: number): Bounds => ({ low: Math.round(count), high: Math.round(count) });
const NOTHING = exactly(0);
const NO_COPIES: LedgerLine = {
  ...{ expected: NOTHING, delivered: NOTHING, filtered: NOTHING, failed: NOTHING, deadLettered: NOTHING, unexplained: NOTHING },
};

/** What became of everything in so many seconds: most arrives; what is in trouble loses what its verdict says. */
export function lineFrom({ rates, verdict, kind, fanout }: Resource, copies: number, seconds: number, silenced = 0): LedgerLine {
  const due = (rates.in ?? 0) * seconds * copies;
  const failed = verdict.state === 'failing' ? due * 0.87 : 0;
  const filtered = kind === 'topic' && copies > 1 ? due * (0.08 + 0.17 * silenced) : 0;
  const dead = fanout?.kind === 'topic' ? Math.min(12, due * 0.0001) : 0;
  const loose = kind === 'topic' ? Math.min(38, due * 0.001) : 0;
  const delivered = due - filtered - failed - dead;
  return {
    expected: exactly(due),
    delivered: { low: Math.round(delivered - loose), high: Math.round(delivered) },
    filtered: exactly(filtered),
    failed: exactly(failed),
    deadLettered: exactly(dead),
    unexplained: { low: 0, high: Math.round(loose) },
  };
}

/** The ledger of a topic, rule or pipe over a window that ends at `to`. Twelve minutes at 80 % of a long window are not known. */
export function fixtureLedger(resource: Resource, all: readonly Resource[], window: string, to: number): Ledger {
  const length = Number(window.slice(0, -1)) * ({ m: 1, h: 60, d: 1_440 }[window.at(-1) ?? 'm'] ?? 1) * MINUTE_MS;
  const from = to - length;
  const stepSeconds = 60 * ([1, 5, 10, 15, 30, 60, 180, 360].find((minutes) => length / (minutes * MINUTE_MS) <= 60) ?? 360);
  const below = all.flatMap((other) =>
    other.fanout?.kind === 'subscription' && other.fanout.topicArn === resource.arn ? [{ other, settings: other.fanout }] : [],
  );
  const copies = Math.max(1, below.length);
  const gap = { from: from + length * 0.36, to: from + length * 0.4 };
  const silencedShare = Math.min(1, Math.max(0, (to - EDITED_AT) / length));
  const { id, kind, name } = resource;
  const waves = Array.from({ length: Math.ceil(length / (stepSeconds * 1000)) }, (_unused, index) => {
    const at = from + index * stepSeconds * 1000;
    const known = at < gap.from - stepSeconds * 1000 || at >= gap.to;
    return { at, known, seconds: known ? stepSeconds * (1 + 0.18 * Math.sin(index / 4) + 0.06 * Math.cos(index * 2.1)) : 0 };
  });
  const subscribers =
    kind === 'rule' ? targetsOf(resource, length) : below.map(({ other, settings }) => subscriberOf(other, settings, resource, length));
  return {
    resourceId: id,
    ...{ kind, name, from, to, stepSeconds },
    published: exactly(((resource.rates.in ?? 0) * length) / 1000),
    line: lineFrom(resource, copies, length / 1000, silencedShare),
    filteredBy: {
      attributes: kind === 'topic' ? 41_204 : 0,
      body: 0,
      noAttributes: kind === 'topic' ? 211 : 0,
      invalidAttributes: 0,
      invalidBody: 0,
    },
    retried: kind === 'rule' ? { low: 0, high: 14 } : NOTHING,
    knownMinutes: Math.round((length * 0.96) / MINUTE_MS),
    unknownMinutes: Math.round((length * 0.04) / MINUTE_MS),
    absences: [{ ...gap, reason: 'throttled' }],
    subscribers: subscribers.map((subscriber, stepsAt) => ({ ...subscriber, stepsAt })),
    subscriberSteps: subscribers.map((subscriber) =>
      ledgerLinesOf(waves.map(({ at, seconds }) => shareOf(subscriber, (resource.rates.in ?? 0) * seconds, at))),
    ),
    steps: waves.map(({ at, known, seconds }) => ({
      ...lineFrom(resource, copies, seconds, at >= EDITED_AT ? 1 : 0),
      ...{ at, known, knownMinutes: known ? stepSeconds / 60 : 0, published: Math.round((resource.rates.in ?? 0) * seconds) },
    })),
    provisional: stepSeconds === 60 ? provisionalSteps(resource, copies, to) : [],
    notes: [
      'SNS counts deliveries by topic. A subscriber’s share is what the others cannot have got.',
      ...(kind === 'topic' ? ['Between 14:16 and 14:18 a filter policy was edited; which of the two applied then is not known.'] : []),
    ],
  };
}

/** Three minutes of which each counter has come by itself, or not yet. */
function provisionalSteps({ rates }: Resource, copies: number, to: number): Ledger['provisional'] {
  const published = Math.round((rates.in ?? 0) * 60);
  return [1, 0.6, 0.2].map((share, minute) => ({
    ...{ at: to + minute * MINUTE_MS, knownMinutes: 1, published },
    ...{ delivered: Math.round(published * copies * share * 0.8), filtered: 0, failed: 0, deadLettered: 0 },
  }));
}

/** A step of a subscriber: its shares of the window, and of one that was silenced nothing since the edit. */
function shareOf({ changedAt, ...line }: Omit<LedgerSubscriber, 'stepsAt'>, due: number, at: number): LedgerLine {
  const share = due / Math.max(1, line.expected.high);
  const of = ({ low, high }: Bounds): Bounds => ({ low: Math.round(low * share), high: Math.round(high * share) });
  const silenced = changedAt[0];
  if (silenced !== undefined) {
    const passes = at < silenced;
    return { ...NO_COPIES, expected: exactly(due), delivered: exactly(passes ? due : 0), filtered: exactly(passes ? 0 : due) };
  }
  const { expected, delivered, filtered, failed, deadLettered, unexplained } = line;
  return {
    ...{ expected: of(expected), delivered: of(delivered), filtered: of(filtered) },
    ...{ failed: of(failed), deadLettered: of(deadLettered), unexplained: of(unexplained) },
  };
}

type Subscription = Extract<NonNullable<Resource['fanout']>, { kind: 'subscription' }>;

function subscriberOf(other: Resource, settings: Subscription, topic: Resource, length: number): Omit<LedgerSubscriber, 'stepsAt'> {
  const due = ((topic.rates.in ?? 0) * length) / 1000;
  const silent = other.verdict.state === 'filtered-out';
  const filters = settings.filterPolicy !== null;
  const share = silent ? Math.max(0, 1 - (FIXTURE_NOW - EDITED_AT) / length) : filters ? 0.7 : 1;
  const spread = filters ? due * 0.01 : 0;
  const delivered = { low: Math.round(due * share - spread), high: Math.round(due * share) };
  return {
    expected: exactly(due),
    delivered: delivered.low < 0 ? { low: 0, high: delivered.high } : delivered,
    filtered: { low: Math.round(due * (1 - share)), high: Math.round(due * (1 - share) + spread) },
    failed: NOTHING,
    deadLettered: NOTHING,
    unexplained: { low: 0, high: Math.round(spread) },
    key: other.arn,
    resourceId: other.id,
    name: settings.endpoint.split(':').at(-1) ?? '',
    ...{ endpoint: settings.endpoint, endpointId: resourceIdOf(settings.endpoint), protocol: settings.protocol, verdict: other.verdict },
    evidence: silent ? 'downstream-queue' : filters ? 'cannot-tell' : 'totals',
    ...{ filterPolicy: settings.filterPolicy, filterPolicyScope: filters ? settings.filterPolicyScope : null },
    deadLetterTargetArn: settings.deadLetterTargetArn,
    arrived: filters && !silent ? null : { count: Math.round(due * share * (silent ? 1 : 0.999)), sharedWithOthers: false },
    changedAt: silent ? [EDITED_AT] : [],
  };
}

function targetsOf(rule: Resource, length: number): readonly Omit<LedgerSubscriber, 'stepsAt'>[] {
  const targets = rule.fanout?.kind === 'rule' ? (rule.fanout.targets ?? []) : [];
  return targets.map((target) => ({
    ...lineFrom(rule, 1, length / 1000),
    key: target.id,
    resourceId: null,
    name: target.arn.split(/[:/]/).at(-1) ?? '',
    ...{ endpoint: target.arn, endpointId: resourceIdOf(target.arn), protocol: 'sqs', verdict: null },
    evidence: targets.length === 1 ? 'only-subscriber' : 'cannot-tell',
    ...{ filterPolicy: null, filterPolicyScope: null, deadLetterTargetArn: target.deadLetterTargetArn, arrived: null, changedAt: [] },
  }));
}
