import type { ResourceMetric, Resource, Series, SeriesUnit } from '@weir/contract';
import { FIXTURE_NOW } from './estate-fixture.js';
import { KNOWN_QUEUES } from './known-queues.js';
import { drawCurve, type Curve, type Gap } from './shapes.js';

const HOUR_MS = 3_600_000;

const UNITS: Partial<Record<ResourceMetric, SeriesUnit>> = { oldestAge: 'Seconds', sentSize: 'Bytes' };
const COUNTERS: readonly ResourceMetric[] = [
  ...(['sent', 'received', 'deleted', 'emptyReceives', 'deduplicated'] as const),
  ...(['published', 'delivered', 'filteredOut', 'matched', 'invocations', 'events'] as const),
];

/** The curve of a queue's depth: known from the pictures, else calm around what it holds now. */
export function depthCurve(resource: Resource): Curve {
  const known = KNOWN_QUEUES.find(({ name }) => name === resource.name)?.curve;
  if (known) return known;
  const now = resource.latest.visible?.value ?? 0;
  if (resource.verdict.state === 'unknown')
    return { kind: 'calm', seed: resource.id.charCodeAt(2), now: 20, gaps: [{ from: 0.61, to: 1, reason: 'denied' }], provisional: 0 };
  const seed = [...resource.id].reduce((sum, character) => sum + character.charCodeAt(0), 0);
  if (resource.deadLetterSources.length > 0 && now > 100) return { kind: 'stairs', seed: 4, now };
  return now === 0 && resource.verdict.state === 'idle' ? { kind: 'zero', seed, now } : { kind: 'calm', seed, now: Math.max(now, 2) };
}

function metricCurve(resource: Resource, metric: ResourceMetric, step: number): Curve {
  const depth = depthCurve(resource);
  const rate = (perSecond: number | null): Curve => ({
    kind: 'calm',
    seed: depth.seed + metric.length,
    now: Math.max(0, (perSecond ?? 0) * step),
    ...(depth.gaps ? { gaps: depth.gaps } : {}),
  });
  switch (metric) {
    case 'visible':
      return depth;
    case 'inFlight':
      return { ...depth, seed: depth.seed + 40, kind: depth.kind === 'zero' ? 'zero' : 'calm', now: resource.latest.inFlight?.value ?? 0 };
    case 'oldestAge':
      return { ...depth, now: resource.latest.oldestAge?.value ?? 0 };
    case 'delivered':
      return rate((resource.rates.in ?? 0) * 3.4);
    case 'deleted':
      return resource.rates.out === 0 && (resource.rates.in ?? 0) > 0
        ? { kind: 'fall', seed: depth.seed, now: (resource.rates.in ?? 1) * step }
        : rate(resource.rates.out);
    case 'startLatency':
    case 'pipeDuration':
      return { kind: 'calm', seed: depth.seed, now: 180 };
    case 'failedInvocations':
    case 'failed':
    case 'redrivenToDlq':
    case 'notRedrivenToDlq':
    case 'sentToDlq':
    case 'notSentToDlq':
    case 'executionsFailed':
    case 'executionsPartlyFailed':
    case 'executionTimeouts':
      return { kind: 'zero', seed: depth.seed, now: 0 };
    case 'published':
    case 'matched':
    case 'invocations':
    case 'events':
    case 'sent':
    case 'received':
      return rate(resource.rates.in);
    default:
      return { kind: 'saw', seed: depth.seed + 7, now: 12 * (step / 60) };
  }
}

/** The curve spans the last six hours; what lies before is calm. Gaps keep their moments whatever range is asked. */
export function fixtureSeries(resource: Resource, metric: ResourceMetric, from: number, to: number, step: number): Series {
  const curve = metricCurve(resource, metric, step);
  const spanFrom = FIXTURE_NOW - 6 * HOUR_MS;
  const end = Math.min(to, FIXTURE_NOW);
  const count = Math.max(2, Math.floor((end - from) / (step * 1000)));
  const share = (moment: number) => (moment - from) / Math.max(1, end - from);
  const gaps = (curve.gaps ?? [])
    .map((gap): Gap => ({ ...gap, from: share(spanFrom + gap.from * 6 * HOUR_MS), to: share(spanFrom + gap.to * 6 * HOUR_MS) }))
    .filter((gap) => gap.to > 0 && gap.from < 1)
    .map((gap) => ({ ...gap, from: Math.max(0, gap.from), to: Math.min(1, gap.to) }));
  const drawn = drawCurve({ ...curve, gaps, provisional: curve.provisional ?? Math.ceil(300 / step) }, from, end, count);
  const counter = COUNTERS.includes(metric);
  return {
    unit: UNITS[metric] ?? 'Count',
    statistic: counter ? 'Sum' : 'Maximum',
    step,
    ...drawn,
    points: drawn.points.map(([moment, value]) => [
      Math.floor(moment / (step * 1000)) * step * 1000,
      value === null ? null : Math.round(value),
    ]),
  };
}
