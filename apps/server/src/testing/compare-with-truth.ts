import type { QueueMetric } from '@weir/contract';
import { type CatalogueQueue, deadLetterArnsOf, familyOf, MINUTE_MS, polledMetrics, type SampleRow } from '@weir/domain';
import { z } from 'zod';
import type { CollectorRig } from './collector-rig.js';

const FAMILY = familyOf('sqs.cloudwatch');

const samples = z.object({ count: z.number(), sum: z.number(), min: z.number(), max: z.number() });
const truth = z.object({ metrics: z.record(z.string(), z.array(z.tuple([z.number(), samples]))) });

export interface Comparison {
  /** Values compared and found equal. */
  readonly equal: number;
  /** What is wrong, as `queue minute metric: stored … true …`, the first hundred. */
  readonly differences: readonly string[];
}

/**
 * Compares every stored minute of the range with what the simulator says happened: each minute CloudWatch emitted is there once and
 * settled, each value is the true one, and what was not emitted is not a number.
 */
export async function compareWithTruth(rig: CollectorRig, from: number, to: number): Promise<Comparison> {
  const catalogue = await rig.queues();
  const everything = await rig.store.catalogue.list();
  const targets = new Set(everything.flatMap((entry) => (entry.deletedAt === null ? [...deadLetterArnsOf(entry)] : [])));
  const differences: string[] = [];
  let equal = 0;
  for (const queue of catalogue) {
    const rows = (await rig.store.series.window([queue.id], from, to)).filter(({ family }) => family === 'sqs.cloudwatch');
    const polled = polledMetrics({ fifo: queue.config?.fifo ?? false, isDeadLetterQueue: targets.has(queue.arn) });
    const result = compareQueue(queue, rows, polled, await truthOf(rig, queue, from, to), from, to);
    equal += result.equal;
    differences.push(...result.differences);
  }
  return { equal, differences: differences.slice(0, 100) };
}

type Truth = ReadonlyMap<QueueMetric, ReadonlyMap<number, number>>;

function compareQueue(
  queue: CatalogueQueue,
  rows: readonly SampleRow[],
  polled: readonly QueueMetric[],
  truth: Truth,
  from: number,
  to: number,
): Comparison {
  const differences: string[] = [];
  let equal = 0;
  const byMinute = Map.groupBy(rows, ({ at }) => at);
  for (let at = from; at < to; at += MINUTE_MS) {
    const [row, ...again] = byMinute.get(at) ?? [];
    const place = `${queue.name} ${new Date(at).toISOString()}`;
    if (again.length > 0) differences.push(`${place}: stored ${String(again.length + 1)} times`);
    if (row && !row.settled) differences.push(`${place}: not settled`);
    FAMILY.metrics.forEach(({ key }, index) => {
      const stored = row?.values[index] ?? null;
      const expected = truth.get(key)?.get(at) ?? null;
      // What is not polled may be missing, but never wrong.
      if (stored === null && (expected === null || !polled.includes(key))) return;
      if (stored !== null && expected !== null && Math.abs(stored - expected) < 1e-6) equal += 1;
      else differences.push(`${place} ${key}: stored ${String(stored)}, true ${String(expected)}`);
    });
  }
  return { equal, differences };
}

async function truthOf(rig: CollectorRig, queue: CatalogueQueue, from: number, to: number): Promise<Truth> {
  const query = new URLSearchParams({
    account: queue.accountId,
    region: queue.region,
    queue: queue.name,
    from: String(from),
    to: String(to),
  });
  const { metrics } = truth.parse(await rig.simulator.admin('GET', `truth?${query.toString()}`));
  return new Map(
    FAMILY.metrics.map(({ key, awsName, statistic }) => {
      const minutes = (awsName === null ? undefined : metrics[awsName]) ?? [];
      return [
        key,
        new Map(minutes.map(([at, { count, sum, max }]) => [at, statistic === 'Maximum' ? max : statistic === 'Sum' ? sum : sum / count])),
      ];
    }),
  );
}
