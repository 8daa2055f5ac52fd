import type { DeliveryMetric, EpochMs, ResourceId, TopicConfig } from '@weir/contract';
import {
  type CatalogueOf,
  type CatalogueResource,
  CounterWindow,
  type LogNoteFacts,
  logNotes,
  logReaches,
  LOOK_BACK_MS,
  MINUTE_MS,
  shortName,
} from '@weir/domain';
import type { SeriesStore, Store } from '@weir/store';
import type { FanoutService } from './fanout-service.js';

/** More minutes of delivery logs are not read for one answer. */
const MOST_MINUTES = 100_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const isTooMuch = (subscriptions: readonly unknown[], { from, to }: Span): boolean =>
  (subscriptions.length * (to - from)) / MINUTE_MS > MOST_MINUTES;

/** What the delivery log says of a topic's subscriptions, by subscription; nothing of what is no topic, or of too much at once. */
export async function loggedMinutes(
  store: Pick<Store, 'series'>,
  fanout: Pick<FanoutService, 'index'>,
  entry: CatalogueResource | undefined,
  from: EpochMs,
  to: EpochMs,
): Promise<ReadonlyMap<ResourceId, CounterWindow>> {
  if (entry?.kind !== 'topic' || Object.keys(entry.config?.deliveryLogs ?? {}).length === 0) return new Map();
  const subscriptions = fanout.index().subscriptionsOf(entry.arn);
  if (isTooMuch(subscriptions, { from, to })) return new Map();
  const ids = subscriptions.map(({ id }) => id);
  const rows = Map.groupBy(await store.series.window(ids, from, to), ({ resourceId }) => resourceId);
  return new Map([...rows].map(([id, own]) => [id, CounterWindow.of('sns.deliveries', own, [], from, to)]));
}

/** What is to be said of a topic's delivery log over a window. */
export async function readLogNotes(
  store: { readonly series: Pick<SeriesStore, 'read'> },
  fanout: Pick<FanoutService, 'index' | 'readsLogOf' | 'now'>,
  topic: CatalogueOf<'topic'>,
  { from, to }: Span,
): Promise<readonly string[]> {
  const { config } = topic;
  if (config === null) return [];
  const subscriptions = fanout.index().subscriptionsOf(topic.arn);
  const reaches = logReaches(config, subscriptions);
  const isRead = fanout.readsLogOf(topic);
  const isTooLong = isTooMuch(subscriptions, { from: from - LOOK_BACK_MS, to });
  // They are read together: one of them tells why all of them lack a minute.
  const one = isRead && !isTooLong ? subscriptions[reaches.indexOf('told')] : undefined;
  return logNotes({
    deliveryLogs: config.deliveryLogs,
    subscriptions: subscriptions.map(({ name, config: settings }, index) => ({
      name: settings === null ? name : shortName(settings.endpoint),
      protocol: settings?.protocol ?? '',
      reach: reaches[index] ?? 'pending',
    })),
    isRead,
    isTooLong,
    ...(one === undefined
      ? { missing: [], minutes: { read: 0, of: 0 } }
      : await coverageOf(store, one, config, { from: Math.max(from, to - DAY_MS), to, now: fanout.now() })),
  });
}

/** How much of the log was read of a subscription, and why not more. Of the two groups of a log either may be the one that is missing. */
async function coverageOf(
  store: { readonly series: Pick<SeriesStore, 'read'> },
  { id, config }: CatalogueOf<'subscription'>,
  { deliveryLogs }: Pick<TopicConfig, 'deliveryLogs'>,
  query: Span & { readonly now: EpochMs },
): Promise<Pick<LogNoteFacts, 'missing' | 'minutes'>> {
  const metrics = loggedMetrics(deliveryLogs[config?.protocol ?? '']);
  const read = await Promise.all(metrics.map((metric) => store.series.read({ resourceId: id, metric, stepSeconds: 60, ...query })));
  const minutes = new Set(read.flatMap(({ points }) => points.flatMap(([at, value]) => (value === null ? [] : [at]))));
  return {
    missing: read
      .flatMap(({ absences }) => absences)
      .sort((a, b) => a.to - b.to)
      .map(({ reason }) => reason),
    minutes: { read: minutes.size, of: Math.round((query.to - query.from) / MINUTE_MS) },
  };
}

/** What is stored of deliveries that are logged so. What never is stored would be missing whatever was read. */
function loggedMetrics(logging: TopicConfig['deliveryLogs'][string] | undefined): readonly DeliveryMetric[] {
  const { failures, successPercent } = logging ?? { failures: false, successPercent: 0 };
  const successes = successPercent === 100 ? ('loggedSuccesses' as const) : ('sampledSuccesses' as const);
  return [...(failures ? (['loggedFailures'] as const) : []), ...(successPercent > 0 ? [successes] : [])];
}
