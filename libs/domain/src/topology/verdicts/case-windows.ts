import type { FanoutConfig, FanoutKind, LedgerLine, VerdictState } from '@weir/contract';
import { MINUTE_MS, minuteOf } from '../../series/sample.js';
import { familyOf, type FamilyName } from '../../series/families.js';
import type { JudgedVerdict } from '../../verdicts/queue-facts.js';
import { CounterWindow } from '../ledger/counter-window.js';
import type { EndpointFacts, FanoutFacts, FeederFacts, SettingChange } from './fanout-facts.js';
import { fanoutStateOf, type FanoutReason } from './reasons.js';

/** The moment every case is judged at: near the end of a minute. */
export const NOW = Date.UTC(2026, 10, 24, 14, 32, 50);
/** Start of the minute that lies so many back; 0: of the running one. */
export const minuteStart = (back: number): number => minuteOf(NOW) - back * MINUTE_MS;

/** One row of the correctness table. */
export interface FanoutCase {
  readonly name: string;
  readonly kind: FanoutKind;
  readonly facts: FanoutFacts;
  readonly previous?: JudgedVerdict;
  readonly expected: readonly [VerdictState, string];
  readonly because?: string;
  readonly since?: number;
}

/** Counters of every minute of a stretch; what is not named was not sent. */
export type Course = Readonly<Record<string, number>>;
export interface Stretch {
  readonly minutes: number;
  /** null: the minutes were not read. */
  readonly course: Course | null;
}
export const during = (minutes: number, course: Course | null = {}): Stretch => ({ minutes, course });

/** The newest minute that was read. */
const NEWEST = 2;

/** Minutes of stretches that end in the newest one read. */
export function counters(family: FamilyName, ...stretches: readonly Stretch[]): CounterWindow {
  const laid = stretches.flatMap(({ minutes, course }) => Array.from({ length: minutes }, () => course));
  const from = minuteStart(NEWEST + laid.length - 1);
  const to = minuteStart(NEWEST - 1);
  const rows = laid.flatMap((course, index) =>
    course === null ? [] : [{ at: from + index * MINUTE_MS, values: familyOf(family).metrics.map(({ key }) => course[key] ?? null) }],
  );
  return CounterWindow.of(family, rows, [], from, to);
}

export const facts = (given: Partial<FanoutFacts>): FanoutFacts => ({
  name: 'it',
  config: null,
  counters: null,
  ingest: null,
  failure: null,
  budgetSeconds: 600,
  deletedAt: null,
  metAt: 0,
  changes: [],
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
  failingAttempts: given.counters ?? null,
  ...given,
});

const exactly = (count: number) => ({ low: count, high: count });

export const line = (parts: Readonly<Partial<Record<keyof LedgerLine, number>>>): LedgerLine => ({
  expected: exactly(parts.expected ?? 0),
  delivered: exactly(parts.delivered ?? 0),
  filtered: exactly(parts.filtered ?? 0),
  failed: exactly(parts.failed ?? 0),
  deadLettered: exactly(parts.deadLettered ?? 0),
  unexplained: exactly(parts.unexplained ?? 0),
});

export const edit = (minutesAgo: number, field: string, before: unknown = null, after: unknown = null): SettingChange => ({
  at: NOW - minutesAgo * MINUTE_MS,
  field,
  before,
  after,
});

export const BUSY_TOPIC: FeederFacts = {
  name: 'order-events',
  counters: counters('sns.topic', during(180, { published: 60, delivered: 120 })),
  metric: 'published',
  waiting: null,
};
export const QUIET_TOPIC: FeederFacts = { ...BUSY_TOPIC, counters: counters('sns.topic', during(180)) };
export const BUSY_BUS: FeederFacts = {
  name: 'commerce',
  counters: counters('events.rule', during(180, { matched: 300 })),
  metric: 'matched',
  waiting: null,
};

export const queueThere = (...stretches: readonly Stretch[]): EndpointFacts => ({
  name: 'emails',
  exists: true,
  arrivals: counters('sqs.cloudwatch', ...stretches),
});

export const was = (reason: FanoutReason, minutesAgo = 30): JudgedVerdict => ({
  state: fanoutStateOf(reason),
  reason,
  because: reason,
  since: NOW - minutesAgo * MINUTE_MS,
  judgedAt: NOW - MINUTE_MS,
});

type ConfigOf<Kind extends FanoutKind> = Extract<FanoutConfig, { kind: Kind }>;

export const subscriptionOf = (given: Partial<ConfigOf<'subscription'>> = {}): FanoutConfig => ({
  kind: 'subscription',
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:order-events',
  protocol: 'sqs',
  endpoint: 'arn:aws:sqs:eu-west-1:111122223333:emails',
  state: 'confirmed',
  filterPolicy: null,
  filterPolicyScope: 'MessageAttributes',
  rawDelivery: false,
  deadLetterTargetArn: null,
  deliveryPolicy: null,
  problems: [],
  ...given,
});

export const BUS_ARN = 'arn:aws:events:eu-west-1:111122223333:event-bus/commerce';

export const ruleOf = (given: Partial<ConfigOf<'rule'>> = {}): FanoutConfig => ({
  kind: 'rule',
  busName: 'commerce',
  busArn: BUS_ARN,
  state: 'ENABLED',
  pattern: '{"source":["shop"]}',
  schedule: null,
  managedBy: null,
  targets: [],
  problems: [],
  ...given,
});

export const targetTo = (arn: string): NonNullable<ConfigOf<'rule'>['targets']>[number] => ({
  id: 'target',
  arn,
  roleArn: null,
  deadLetterTargetArn: null,
  retry: null,
  input: null,
  inputPath: null,
  inputTransformer: null,
  apiDestination: null,
});

export const busOf = (type: ConfigOf<'bus'>['type']): FanoutConfig => ({
  kind: 'bus',
  type,
  policy: null,
  deadLetterTargetArn: null,
  logLevel: null,
  encrypted: false,
  archives: [],
  problems: [],
});

export const pipeOf = (given: Partial<ConfigOf<'pipe'>> = {}): FanoutConfig => ({
  kind: 'pipe',
  sourceArn: 'arn:aws:sqs:eu-west-1:111122223333:returns',
  enrichmentArn: null,
  targetArn: BUS_ARN,
  desiredState: 'RUNNING',
  currentState: 'RUNNING',
  stateReason: null,
  filters: [],
  batchSize: 10,
  deadLetterTargetArn: null,
  maximumRetries: null,
  inputTemplate: null,
  problems: [],
  ...given,
});

export const hoseOf = (given: Partial<ConfigOf<'delivery-stream'>> = {}): FanoutConfig => ({
  kind: 'delivery-stream',
  state: 'ACTIVE',
  destination: 'S3',
  bufferSeconds: 300,
  problems: [],
  ...given,
});

export const filling = (waiting: number | null, ...stretches: readonly Stretch[]): FeederFacts => ({
  name: 'returns',
  counters: counters('sqs.cloudwatch', ...stretches),
  metric: 'sent',
  waiting,
});
