import type { FanoutSeries } from '@weir/aws';
import type { FanoutMetric } from '@weir/contract';
import {
  type CatalogueFanout,
  dimensionSetsOf,
  FAMILIES_OF_KIND,
  type FanoutFamilyName,
  FANOUT_FAMILIES,
  isFanout,
  isScheduled,
  MINUTE_MS,
  type SampleRow,
  scopeKey,
  usualFanoutMetrics,
  wholeFanoutFamily,
} from '@weir/domain';
import type { CollectorRig } from './collector-rig.js';
import type { Comparison } from './compare-with-truth.js';

/**
 * Compares every stored minute of what passes events on with what CloudWatch tells of it long afterwards, when nothing changes any more and
 * nobody disturbs: each minute is there once and settled, each value is the one told, and what was not told is no number.
 */
export async function compareFanout(rig: CollectorRig, from: number, to: number): Promise<Comparison> {
  const entries = (await rig.store.catalogue.list()).filter(isFanout).filter(({ deletedAt }) => deletedAt === null);
  const rows = Map.groupBy(
    await rig.store.series.window(
      entries.map(({ id }) => id),
      from,
      to,
    ),
    ({ resourceId, family }) => `${resourceId} ${family}`,
  );
  const differences: string[] = [];
  let equal = 0;
  for (const group of Map.groupBy(entries, scopeKey).values()) {
    const told = Map.groupBy(await tellAgain(rig, group, from, to), ({ resourceId, family }) => `${resourceId} ${family}`);
    for (const entry of group) {
      for (const family of FAMILIES_OF_KIND[entry.kind]) {
        const key = `${entry.id} ${family}`;
        const result = compareFamily(entry, family, rows.get(key) ?? [], told.get(key) ?? [], from, to);
        equal += result.equal;
        differences.push(...result.differences);
      }
    }
  }
  return { equal, differences: differences.slice(0, 50) };
}

async function tellAgain(
  rig: CollectorRig,
  entries: readonly CatalogueFanout[],
  from: number,
  to: number,
): Promise<readonly FanoutSeries[]> {
  const [first] = entries;
  if (!first) return [];
  const resources = entries.flatMap((entry) =>
    FAMILIES_OF_KIND[entry.kind].flatMap((family) => {
      const busName = entry.kind === 'rule' ? (entry.config?.busName ?? null) : null;
      const dimensionSets = dimensionSetsOf(family, { kind: entry.kind, name: entry.name, busName, sharesName: true });
      const destination = entry.kind === 'delivery-stream' ? (entry.config?.destination ?? null) : null;
      const metrics = wholeFanoutFamily(family);
      return dimensionSets.length === 0 ? [] : [{ resourceId: entry.id, family, dimensionSets, metrics, destination }];
    }),
  );
  const { series } = await rig.reader(first).readFanoutMetrics({ resources, from, to, periodSeconds: 60 });
  const failed = series.find(({ outcome }) => outcome !== 'complete');
  if (failed) throw new Error(`${failed.metric} could not be read again: ${JSON.stringify(failed.outcome)}`);
  return series;
}

function compareFamily(
  entry: CatalogueFanout,
  family: FanoutFamilyName,
  rows: readonly SampleRow[],
  told: readonly FanoutSeries[],
  from: number,
  to: number,
): Comparison {
  const differences: string[] = [];
  let equal = 0;
  const byMinute = Map.groupBy(rows, ({ at }) => at);
  const points = new Map<FanoutMetric, ReadonlyMap<number, number>>(told.map((series) => [series.metric, new Map(series.points)]));
  const asked = usualFanoutMetrics(family, {
    kind: entry.kind,
    filtered: false,
    scheduled: entry.kind === 'rule' && isScheduled(entry),
  });
  for (let at = from; at < to; at += MINUTE_MS) {
    const [row, ...again] = byMinute.get(at) ?? [];
    const place = `${entry.kind} ${entry.name} ${new Date(at).toISOString()}`;
    if (again.length > 0) differences.push(`${place}: stored ${again.length + 1} times`);
    if (row && !row.settled) differences.push(`${place}: not settled`);
    FANOUT_FAMILIES[family].metrics.forEach(({ key }, index) => {
      const stored = row?.values[index] ?? null;
      const expected = points.get(key)?.get(at) ?? null;
      // What is not asked for in quiet times may be missing, but never wrong; of silence a zero tells no more.
      if (stored === null && (!expected || !asked.includes(key))) return;
      if (stored !== null && expected !== null && Math.abs(stored - expected) < 1e-6) equal += 1;
      else differences.push(`${place} ${key}: stored ${String(stored)}, told ${String(expected)}`);
    });
  }
  return { equal, differences };
}
