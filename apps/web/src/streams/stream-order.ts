import type { StreamOverview } from '@weir/contract';
import { stateRank, worstFirst } from '@weir/domain';

/** Worst first. Among streams without trouble the verdict tells nothing more, and the hotter one comes first; unknown heat comes last. */
export function hottestFirst(now: number): (a: StreamOverview, b: StreamOverview) => number {
  const worst = worstFirst(now);
  return (a, b) => {
    const states = stateRank(a.resource.verdict.state) - stateRank(b.resource.verdict.state);
    const quiet = a.resource.verdict.state === 'ok' || a.resource.verdict.state === 'idle';
    if (states !== 0 || !quiet) return worst(a.resource, b.resource);
    return (heatOf(b) ?? -1) - (heatOf(a) ?? -1) || worst(a.resource, b.resource);
  };
}

/** Load of the hottest shard; of the stream where shards are not known. Null: neither is. */
export const heatOf = ({ hottest, writeUtilisation }: Pick<StreamOverview, 'hottest' | 'writeUtilisation'>): number | null =>
  hottest?.writeUtilisation ?? writeUtilisation;
