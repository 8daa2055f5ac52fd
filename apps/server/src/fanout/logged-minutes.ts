import type { EpochMs, ResourceId } from '@weir/contract';
import { type CatalogueOf, type CatalogueResource, CounterWindow, type LedgerFigures, logNote, MINUTE_MS } from '@weir/domain';
import type { Store } from '@weir/store';
import type { FanoutService } from './fanout-service.js';

/** More minutes of delivery logs are not read for one answer. */
const MOST_MINUTES = 100_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Of the two groups of a log either may be the one that is missing. */
const METRICS = ['loggedFailures', 'loggedSuccesses', 'sampledSuccesses'] as const;

/** What the delivery log says of a topic's subscriptions, by subscription; nothing of what is no topic, or of too much at once. */
export async function loggedMinutes(
  store: Pick<Store, 'series'>,
  fanout: FanoutService,
  entry: CatalogueResource | undefined,
  from: EpochMs,
  to: EpochMs,
): Promise<ReadonlyMap<ResourceId, CounterWindow>> {
  if (entry?.kind !== 'topic' || Object.keys(entry.config?.deliveryLogs ?? {}).length === 0) return new Map();
  const subscriptions = fanout.index().subscriptionsOf(entry.arn);
  if ((subscriptions.length * (to - from)) / MINUTE_MS > MOST_MINUTES) return new Map();
  const ids = subscriptions.map(({ id }) => id);
  const rows = Map.groupBy(await store.series.window(ids, from, to), ({ resourceId }) => resourceId);
  return new Map([...rows].map(([id, own]) => [id, CounterWindow.of('sns.deliveries', own, [], from, to)]));
}

/** What is to be said of a topic's delivery log; null: nothing. */
export async function readLogNote(
  store: Pick<Store, 'series'>,
  fanout: FanoutService,
  topic: CatalogueOf<'topic'>,
  { subscribers }: LedgerFigures,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): Promise<string | null> {
  const deliveryLogs = topic.config?.deliveryLogs ?? null;
  const isRead = fanout.readsLogOf(topic);
  // They are read together: one of them tells why all of them lack a minute.
  const logged = isRead ? subscribers.find(({ subscriber }) => deliveryLogs?.[subscriber.protocol] !== undefined) : undefined;
  const resourceId = logged?.subscriber.resourceId ?? null;
  const query = { from: Math.max(from, to - DAY_MS), to, stepSeconds: 60, now: fanout.now() };
  const told = resourceId === null ? [] : await Promise.all(METRICS.map((metric) => store.series.read({ resourceId, metric, ...query })));
  const missing = told.flatMap(({ absences }) => absences).sort((a, b) => a.to - b.to);
  return logNote({ deliveryLogs, subscribers: subscribers.length, isRead, missing: missing.map(({ reason }) => reason) });
}
