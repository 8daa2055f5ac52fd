import type { AwsAccess } from '@weir/aws';
import type { Store } from '@weir/store';
import type { RedriveDocument } from './redrive-document.js';

/**
 * How many messages a dead-letter queue holds, hidden and delayed ones included, and whether nobody receives at a destination any more. Counts that
 * cannot be read are null, never zero.
 */
export function readDepthOf(
  { dlq, destinations }: RedriveDocument,
  { aws, store }: { readonly aws: Pick<AwsAccess, 'scope'>; readonly store: Pick<Store, 'state'> },
): () => Promise<{ readonly total: number | null; readonly consumerTrouble: string | null }> {
  const scope = { accountId: dlq.accountId, region: dlq.region };
  const ids = destinations.flatMap(({ id }) => id ?? []);
  return async () => {
    const [[reading], states] = await Promise.all([
      aws.scope(scope).readQueues([{ resourceId: dlq.id, url: dlq.url }]),
      ids.length === 0 ? [] : store.state.load(ids),
    ]);
    const total = reading?.outcome.ok === true ? reading.outcome.visible + reading.outcome.inFlight + reading.outcome.delayed : null;
    const stuck = states.find(({ verdict }) => verdict.state === 'stopped' || verdict.state === 'stalled');
    const name = destinations.find(({ id }) => id === stuck?.resourceId)?.name ?? 'a destination';
    return { total, consumerTrouble: stuck === undefined ? null : `${name} is ${stuck.verdict.state}: ${stuck.verdict.because}` };
  };
}
