import {
  CounterWindow,
  dimensionSetsOf,
  familyOf,
  FANOUT_NAMESPACES,
  type FanoutFamilyName,
  type MetricIdentity,
  MINUTE_MS,
  type SampleRow,
} from '@weir/domain';
import { getMetricData } from '../../services/cloudwatch/get-metric-data.js';
import type { Call } from '../../services/caller.js';
import type { World } from '../../world/world.js';

type Dimensions = Readonly<Record<string, string>>;

/** Whose metrics are asked for, and when: late enough, and every minute is final. */
export interface Question {
  readonly world: World;
  readonly accountId: string;
  readonly region: string;
  /** Exclusive end of the minutes, and their beginning; epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly askedAt: number;
}

/** So long after its end a minute is read that is read too early: it may have been told, and its metrics may still grow, each by itself. */
const TOO_EARLY_MS = 100_000;

/**
 * The counters of what passes events on, as Weir makes them of CloudWatch's answers: a minute in which only what is sent sparsely is missing
 * was quiet; of a pipe, which sends zeroes, a missing minute is not known.
 * @param asked the metrics that are asked for; of all others nothing is told
 * @param early starts of minutes that were read too early, and never again
 */
export function toldCounters(
  family: FanoutFamilyName,
  identity: MetricIdentity,
  question: Question,
  asked: readonly string[] = familyOf(family).metrics.map(({ key }) => key),
  early: ReadonlySet<number> = new Set(),
): CounterWindow {
  const sets = dimensionSetsOf(family, identity);
  const metrics = familyOf(family).metrics.map((metric) => (asked.includes(metric.key) ? metric : { ...metric, awsName: null }));
  const rowsAt = (when: Question) => rowsOf(metrics, FANOUT_NAMESPACES[family], sets, when);
  const rows = [
    ...rowsAt(question).filter(({ at }) => !early.has(at)),
    ...[...early].flatMap((at) =>
      rowsAt({ ...question, from: at, to: at + MINUTE_MS, askedAt: at + MINUTE_MS + TOO_EARLY_MS }).map((row) => ({
        ...row,
        settled: false,
      })),
    ),
  ];
  const quiet = minutesOf(question)
    .filter((at) => !early.has(at))
    .map((at) => ({ from: at, to: at + MINUTE_MS, reason: 'not-emitted' as const }));
  return CounterWindow.of(family, rows, family === 'pipes.pipe' ? [] : quiet, question.from, question.to);
}

const minutesOf = ({ from, to }: Pick<Question, 'from' | 'to'>): readonly number[] =>
  Array.from({ length: (to - from) / MINUTE_MS }, (_, at) => from + at * MINUTE_MS);

/** What CloudWatch tells of a queue; a minute without a word is not known. */
export function toldQueueCounters(name: string, question: Question): CounterWindow {
  const { metrics } = familyOf('sqs.cloudwatch');
  const rows = rowsOf(metrics, 'AWS/SQS', [{ QueueName: name }], question);
  const sent = metrics.findIndex(({ key }) => key === 'sent');
  return CounterWindow.of(
    'sqs.cloudwatch',
    rows.filter(({ values }) => values[sent] !== null),
    [],
    question.from,
    question.to,
  );
}

/** Of several dimension sets the first that has points is taken, metric by metric. */
function rowsOf(
  metrics: readonly { readonly awsName: string | null; readonly statistic: string }[],
  namespace: string,
  sets: readonly Dimensions[],
  question: Question,
): Pick<SampleRow, 'at' | 'values'>[] {
  const columns = metrics.map(({ awsName, statistic }) => {
    if (awsName === null) return new Map<number, number>();
    const answers = sets.map((dimensions) => ask(namespace, awsName, statistic, dimensions, question));
    return answers.find(({ size }) => size > 0) ?? new Map<number, number>();
  });
  return minutesOf(question).flatMap((at) => {
    const values = columns.map((column) => column.get(at) ?? null);
    return values.every((value) => value === null) ? [] : [{ at, values }];
  });
}

function ask(
  namespace: string,
  metricName: string,
  stat: string,
  dimensions: Dimensions,
  { world, accountId, region, from, to, askedAt }: Question,
): ReadonlyMap<number, number> {
  const call: Call = {
    world,
    accountId,
    region,
    now: askedAt,
    principalArn: `arn:aws:iam::${accountId}:role/weir`,
    principalId: 'AROASIMULATED',
    endpoint: 'http://127.0.0.1',
    pageLimit: null,
    resultStatus: () => null,
  };
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const reply = getMetricData(call, {
    StartTime: from / 1000,
    EndTime: to / 1000,
    MetricDataQueries: [
      { Id: 'm', MetricStat: { Metric: { Namespace: namespace, MetricName: metricName, Dimensions }, Period: 60, Stat: stat } },
    ],
  }) as { readonly MetricDataResults: readonly { readonly Timestamps: readonly number[]; readonly Values: readonly number[] }[] };
  const [result] = reply.MetricDataResults;
  return new Map(result?.Timestamps.map((seconds, at) => [seconds * 1000, result.Values[at] ?? 0]));
}
