import type { Estate, Freshness, QueueMetric, Reading, Resource, ResourceKind, VerdictState } from '@weir/contract';
import { countByVerdict, resourceIdOf } from '@weir/domain';
import { KNOWN_QUEUES, SYSTEMS, type KnownQueue } from './known-queues.js';
import { seeded } from './shapes.js';

/** The frozen moment of every picture: Tue 24 Nov 2026, 14:32 UTC. */
export const FIXTURE_NOW = Date.UTC(2026, 10, 24, 14, 32);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export const at = (hour: number, minute: number): number => Date.UTC(2026, 10, 24, hour, minute);

interface Scope {
  readonly accountId: string;
  readonly accountName: string;
  readonly region: string;
}
const PROD_EU: Scope = { accountId: '111122223333', accountName: 'prod', region: 'eu-west-1' };
const PROD_US: Scope = { accountId: '111122223333', accountName: 'prod', region: 'us-east-1' };
const DATA_EU: Scope = { accountId: '444455556666', accountName: 'data', region: 'eu-west-1' };
const PROD_AP: Scope = { accountId: '111122223333', accountName: 'prod', region: 'ap-southeast-2' };

const reading = (value: number | null, ageMs: number, state: Reading['state']): Reading => ({
  value,
  at: value === null ? null : FIXTURE_NOW - ageMs,
  state,
});

interface Make {
  readonly name: string;
  readonly system: string;
  readonly kind?: ResourceKind;
  readonly state: VerdictState;
  readonly scope?: Scope;
  readonly known?: KnownQueue;
}

function arnOf(kind: ResourceKind, name: string, scope: Scope): string {
  const service = kind === 'queue' ? 'sqs' : kind === 'topic' ? 'sns' : kind === 'stream' ? 'kinesis' : 'events';
  return `arn:aws:${service}:${scope.region}:${scope.accountId}:${name}`;
}

export function makeResource({ name, system, kind = 'queue', state, scope = PROD_EU, known }: Make): Resource {
  const arn = arnOf(kind, name, scope);
  const dark = state === 'unknown' || known?.deletedAt !== undefined;
  const depth = dark ? null : (known?.depth ?? 0);
  const stale = state === 'stale';
  const live = (value: number | null | undefined): Reading =>
    reading(value ?? null, stale ? 8 * MINUTE_MS : 6_000, stale ? 'throttled' : 'live');
  const late = (value: number | null | undefined): Reading =>
    reading(value ?? null, 100_000, value === null ? 'not-emitted' : 'provisional');
  const dlqName =
    known?.deadLetter === undefined || known.deadLetter === 'none'
      ? null
      : `${name.replace(/\.fifo$/, '')}-dlq${name.endsWith('.fifo') ? '.fifo' : ''}`;
  const latest: Partial<Record<QueueMetric, Reading>> = dark
    ? { visible: { value: null, at: null, state: known?.deletedAt === undefined ? 'denied' : 'deleted' } }
    : {
        visible: live(depth),
        inFlight: live(known?.inFlight ?? 0),
        delayed: live(0),
        oldestAge: late(known?.ageSeconds === undefined ? 0 : known.ageSeconds),
        emptyReceives: late(12),
      };
  return {
    id: resourceIdOf(arn),
    kind,
    name,
    arn,
    accountId: scope.accountId,
    accountName: scope.accountName,
    region: scope.region,
    system,
    tags: { team: system, environment: 'prod' },
    firstSeen: FIXTURE_NOW - 40 * DAY_MS,
    deletedAt: known?.deletedAt ?? null,
    verdict: {
      state,
      reason: known?.reason ?? (state === 'ok' ? 'keeps-up' : state === 'idle' ? 'no-traffic' : 'access-denied'),
      because: state === 'unknown' ? 'access denied' : (known?.because ?? ''),
      since: state === 'unknown' ? at(12, 10) : (known?.since ?? FIXTURE_NOW - 3 * DAY_MS),
      judgedAt: FIXTURE_NOW - 6_000,
    },
    latest: kind === 'queue' || known?.ageSeconds !== undefined ? latest : {},
    rates: { in: dark ? null : (known?.in ?? 0), out: dark ? null : (known?.out ?? 0) },
    drain: dark ? { kind: 'unknown' } : (known?.drain ?? { kind: 'steady' }),
    loss: known?.loss ?? null,
    deadLetter:
      dlqName === null
        ? null
        : {
            id: resourceIdOf(arnOf('queue', dlqName, scope)),
            name: dlqName,
            visible: dark ? null : (known?.deadLetter as number),
            state: dark ? 'unknown' : (known?.deadPerMinute ?? 0) > 0 ? 'poisoned' : known?.deadLetter === 0 ? 'idle' : 'ok',
            arrivingPerMinute: dark ? null : (known?.deadPerMinute ?? 0),
          },
    deadLetterSources: [],
    liveBudgetSeconds: 30,
    namesakes: 0,
    readers: null,
    stream: null,
    consumer: null,
    fanout: null,
    growthPerSecond: dark ? null : (known?.growth ?? 0),
    config:
      kind === 'queue'
        ? {
            url: `https://sqs.${scope.region}.amazonaws.com/${scope.accountId}/${name}`,
            fifo: name.endsWith('.fifo'),
            visibilityTimeoutSeconds: 120,
            retentionSeconds: 4 * 86_400,
            delaySeconds: 0,
            maximumMessageBytes: 262_144,
            createdAt: FIXTURE_NOW - 400 * DAY_MS,
            redrive: dlqName === null ? null : { deadLetterTargetArn: arnOf('queue', dlqName, scope), maxReceiveCount: 5 },
            problems:
              name === 'emails-bounces'
                ? ['RedrivePolicy is not JSON: it ends after “maxReceive”. Weir treats this queue as one without a dead-letter queue.']
                : [],
          }
        : null,
  };
}

function deadLetterQueueOf(source: Resource, known: KnownQueue): Resource | null {
  if (source.deadLetter === null) return null;
  const held = source.deadLetter.visible ?? 0;
  const made = makeResource({
    name: source.deadLetter.name,
    system: source.system,
    state: source.verdict.state === 'unknown' ? 'unknown' : (known.deadPerMinute ?? 0) > 0 ? 'poisoned' : held > 0 ? 'ok' : 'idle',
    scope: source,
    known: {
      ...known,
      depth: held,
      inFlight: 0,
      ageSeconds: held > 0 ? 873_600 : null,
      in: (known.deadPerMinute ?? 0) / 60,
      out: 0,
      growth: (known.deadPerMinute ?? 0) / 60,
      deadLetter: 'none',
      because:
        (known.deadPerMinute ?? 0) > 0
          ? `${held} dead letters, +${known.deadPerMinute}/min`
          : held > 0
            ? `${held} dead letters wait, none leaves`
            : 'no dead letters',
      reason: 'dead-letters-arriving',
      drain: { kind: 'steady' },
      loss: known.deadLoss ?? null,
      since: known.since,
    },
  });
  return {
    ...made,
    deadLetter: null,
    deadLetterSources: [{ id: source.id, kind: source.kind, name: source.name }],
    config: made.config && { ...made.config, redrive: null, retentionSeconds: 14 * 86_400 },
  };
}

/** The whole estate: every queue of the reference pictures and enough quiet neighbours to fill their systems. */
export function fixtureResources(): readonly Resource[] {
  const scopes = [PROD_EU, PROD_EU, PROD_US, DATA_EU];
  return SYSTEMS.flatMap(({ name: system, size, idle, words, unknown = 0 }, systemIndex) => {
    const random = seeded(systemIndex + 3);
    const known = KNOWN_QUEUES.filter((queue) => queue.system === system).flatMap((queue) => {
      const source = makeResource({
        name: queue.name,
        system,
        state: queue.state,
        known: queue,
        kind: queue.kind ?? 'queue',
        scope: queue.state === 'unknown' ? PROD_AP : PROD_EU,
      });
      const dead = queue.kind === undefined ? deadLetterQueueOf(source, queue) : null;
      return dead === null ? [source] : [source, dead];
    });
    const present = known.filter(({ deletedAt }) => deletedAt === null).length;
    const darkSoFar = known.filter(({ verdict }) => verdict.state === 'unknown').length;
    const fillers = Array.from({ length: Math.max(0, size - present) }, (_unused, index) => {
      const dark = index < unknown - darkSoFar;
      const quiet = !dark && random() < idle / size;
      const isQueue = random() < 0.4;
      const name = `${system}-${words[index % words.length] ?? 'part'}${index < words.length ? '' : `-${Math.floor(index / words.length) + 1}`}`;
      return makeResource({
        name: dark ? `${system}-${name.split('-').at(-1) ?? 'x'}-ap` + index : name,
        system,
        state: dark ? 'unknown' : quiet ? 'idle' : 'ok',
        kind: isQueue ? 'queue' : 'rule',
        scope: dark ? PROD_AP : (scopes[index % scopes.length] ?? PROD_EU),
        known: {
          ...QUIET,
          name,
          system,
          depth: quiet ? 0 : Math.floor(random() * 40),
          in: quiet ? 0 : Math.round(random() * 300) / 10,
          state: 'ok',
          deadLetter: 0,
        },
      });
    }).map((filler) => ({ ...filler, rates: { in: filler.rates.in, out: filler.rates.in } }));
    return [...known, ...fillers];
  });
}

const QUIET: Pick<KnownQueue, 'because' | 'since' | 'ageSeconds' | 'out' | 'drain'> = {
  because: '',
  since: FIXTURE_NOW - 3 * DAY_MS,
  ageSeconds: 1,
  out: 0,
  drain: { kind: 'in', seconds: 0.4 },
};

const fresh = (ageMs: number, budgetSeconds: number): Freshness => ({
  at: FIXTURE_NOW - ageMs,
  budgetSeconds,
  state: 'ok',
  since: null,
  detail: null,
  nextTryAt: null,
});
const denied = (action: string): Freshness => ({
  at: at(12, 10),
  budgetSeconds: 30,
  state: 'denied',
  since: at(12, 10),
  detail: `${action} denied for role weir-reader`,
  nextTryAt: at(14, 35),
});

const scopeStatus = (scope: Scope, resources: number, ageMs: number) => ({
  ...scope,
  resources,
  live: fresh(ageMs, 30),
  cloudwatch: fresh(100_000, 300),
  discovery: fresh(160_000, 600),
  listings: {},
});

export function fixtureEstate(resources: readonly Resource[], change: Partial<Estate> = {}): Estate {
  const call = (api: string, region: string, calls: number, billedUnits: number, usd: number, throttled = 0, failed = 0) => ({
    api,
    region,
    calls,
    billedUnits,
    usd,
    throttled,
    failed,
  });
  return {
    mode: 'aws',
    version: '0.1.0',
    at: FIXTURE_NOW,
    counts: countByVerdict(resources.filter(({ deletedAt }) => deletedAt === null)),
    scopes: [
      scopeStatus(PROD_EU, 118, 6_000),
      scopeStatus(PROD_US, 51, 8_000),
      scopeStatus(DATA_EU, 31, 6_000),
      { ...scopeStatus(PROD_AP, 14, 6_000), live: denied('sqs:GetQueueAttributes'), cloudwatch: denied('cloudwatch:GetMetricData') },
    ],
    cost: {
      month: '2026-11',
      spentUsd: 38.2,
      forecastUsd: 48.9,
      capUsd: 60,
      accounts: [
        {
          accountId: '111122223333',
          accountName: 'prod',
          spentUsd: 31.05,
          forecastUsd: 39.7,
          capUsd: 45,
          governed: ['idle-cloudwatch'],
          calls: [
            call('cloudwatch:GetMetricData', 'eu-west-1', 6_512, 2_140_000, 21.4, 12, 0),
            call('sqs:GetQueueAttributes', 'eu-west-1', 9_871_204, 9_871_204, 3.95, 140, 2),
            call('cloudwatch:GetMetricData', 'us-east-1', 2_210, 482_000, 4.82),
            call('sqs:GetQueueAttributes', 'us-east-1', 2_130_040, 2_130_040, 0.85),
            call('sqs:GetQueueAttributes', 'ap-southeast-2', 18_211, 18_211, 0.01, 0, 412),
          ],
        },
        {
          accountId: '444455556666',
          accountName: 'data',
          spentUsd: 7.15,
          forecastUsd: 9.2,
          capUsd: 15,
          governed: [],
          calls: [
            call('cloudwatch:GetMetricData', 'eu-west-1', 1_890, 610_000, 6.1),
            call('sqs:GetQueueAttributes', 'eu-west-1', 2_620_000, 2_620_000, 1.05),
          ],
        },
      ],
    },
    collector: { state: 'running', heartbeatAt: FIXTURE_NOW - 4_000, backfill: null },
    ...change,
  };
}
