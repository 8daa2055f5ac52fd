import type { FanoutMetric, ResourceId } from '@weir/contract';
import { awsNameOf, FANOUT_FAMILIES, FANOUT_NAMESPACES, type FanoutFamilyName, type FamilyMetric } from '@weir/domain';
import type { CloudWatchReader, KeyedSeries, MetricWindow } from './cloudwatch.js';
import type { MetricQuery } from './metric-packing.js';
import type { MetricSeries } from './metric-series.js';

/** What passes events on, as CloudWatch knows it. */
export interface FanoutToRead {
  readonly resourceId: ResourceId;
  readonly family: FanoutFamilyName;
  /**
   * Where the family may be found, likeliest first: `dimensionSetsOf`, or of these the one that answered before, which halves the cost. An
   * empty set: the account's own figures, which have no dimensions.
   */
  readonly dimensionSets: readonly Readonly<Record<string, string>>[];
  readonly metrics: readonly FanoutMetric[];
  /** Names AWS may tell a metric by, where there are several; likeliest first. Only the first that has points counts. */
  readonly awsNames?: Readonly<Partial<Record<FanoutMetric, readonly string[]>>>;
  /** Of a delivery stream, where it delivers to, as CloudWatch names it. */
  readonly destination?: string | null;
}

export interface FanoutMetricsRequest extends MetricWindow {
  readonly resources: readonly FanoutToRead[];
}

export interface FanoutSeries extends MetricSeries<FanoutMetric> {
  readonly family: FanoutFamilyName;
  /** Index of the dimension set the points came from; null: none has any in this range, which tells nothing of which is right. */
  readonly answeredBy: number | null;
  /** AWS's name for the metric that the points came by; null: none has any in this range. */
  readonly answeredAs: string | null;
}

export interface FanoutMetricsReply {
  /** One for each metric of its family asked of each resource, in the order asked. */
  readonly series: readonly FanoutSeries[];
}

interface FanoutKey {
  readonly resourceId: ResourceId;
  readonly family: FanoutFamilyName;
  readonly metric: FanoutMetric;
  readonly set: number;
  readonly awsName: string;
}

/**
 * Reads each metric under every dimension set given and keeps the first set that has points: they are the same counters by another name, so
 * they are never added. Metrics that are not of the family are left out. AWS bills every set asked.
 *
 * @throws what `CloudWatchReader.read` throws
 */
export async function readFanoutMetrics(
  cloudWatch: CloudWatchReader,
  request: FanoutMetricsRequest,
  signal?: AbortSignal,
): Promise<FanoutMetricsReply> {
  const asked = request.resources.map(queriesOf);
  const read = await cloudWatch.read(asked.flat(2), request, signal);
  let next = 0;
  const series = asked.flat().map((sets) => {
    const found = read.slice(next, next + sets.length);
    next += sets.length;
    return chooseSet(found);
  });
  return { series: series.filter((chosen) => chosen !== null) };
}

/** By metric, a query for each name and dimension set. */
function queriesOf({
  resourceId,
  family,
  dimensionSets,
  metrics,
  awsNames = {},
  destination = null,
}: FanoutToRead): readonly (readonly MetricQuery<FanoutKey>[])[] {
  const known: readonly FamilyMetric[] = FANOUT_FAMILIES[family].metrics;
  return known.flatMap((told) => {
    const { statistic } = told;
    const metric = metrics.find((wanted) => wanted === told.key);
    const awsName = awsNameOf(family, told, destination);
    if (metric === undefined || awsName === null) return [];
    const names = awsNames[metric] ?? [awsName];
    return [
      names.flatMap((name) =>
        dimensionSets.map((dimensions, set) => ({
          key: { resourceId, family, metric, set, awsName: name },
          namespace: FANOUT_NAMESPACES[family],
          awsName: name,
          dimensions,
          statistic,
        })),
      ),
    ];
  });
}

/** Of sets without points a failed one speaks for all: there may be points behind the failure. */
function chooseSet(found: readonly KeyedSeries<FanoutKey>[]): FanoutSeries | null {
  const answered = found.find(({ points }) => points.length > 0);
  const told = answered ?? found.find(({ outcome }) => outcome !== 'complete') ?? found[0];
  if (told === undefined) return null;
  const { resourceId, family, metric, set, awsName } = told.key;
  const place = answered === undefined ? { answeredBy: null, answeredAs: null } : { answeredBy: set, answeredAs: awsName };
  return { resourceId, family, metric, points: told.points, outcome: told.outcome, ...place };
}
