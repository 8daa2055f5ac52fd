import type { ChannelConfig, ChannelHealth } from '@weir/contract';
import type { ChannelRecord, NotificationStore } from '@weir/store';

/** How well the configured channels work, by name; what is stored of others is not told. */
export async function readChannelHealth(
  configs: Readonly<Record<string, ChannelConfig>>,
  store: Pick<NotificationStore, 'channels' | 'waiting'>,
): Promise<readonly ChannelHealth[]> {
  if (Object.keys(configs).length === 0) return [];
  const [records, waiting] = await Promise.all([store.channels(), store.waiting()]);
  const known = new Map(records.map((record) => [record.name, record]));
  return Object.entries(configs)
    .map(([name, { kind }]) => ({ name, kind, ...stateOf(known.get(name)), waiting: waiting.get(name) ?? 0 }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const stateOf = (record: ChannelRecord | undefined): Pick<ChannelHealth, 'state' | 'since' | 'lastOkAt' | 'error'> =>
  record === undefined
    ? { state: 'untried', since: null, lastOkAt: null, error: null }
    : { state: record.ok ? 'ok' : 'failing', since: record.since, lastOkAt: record.okAt, error: record.error };
