import type { Resource, ResourceId } from '@weir/contract';
import { useMemo } from 'react';
import { useResources } from '../live/live-context.js';
import { useTopology } from '../map/map-queries.js';
import { invokersOf, viasOf, type Invoker } from './invokers.js';

/** A view of resources holds so many at most. */
const MOST_VIAS = 200;

/** Who hands events to something, as far as settings say it. */
export interface Invokers {
  /** In the order to show; null: not there yet. */
  readonly invokers: readonly Invoker[] | null;
  /** What stands between: subscriptions, rules, pipes and mappings. */
  readonly vias: readonly ResourceId[];
  /** Why they are not there. */
  readonly failure: string | null;
}

export function useInvokers({ id }: Pick<Resource, 'id'>): Invokers {
  const { data: topology, error } = useTopology(id);
  const vias = useMemo(() => (topology === undefined ? [] : viasOf(topology, id).map((via) => via.id)), [topology, id]);
  const asked = useMemo(() => [...new Set([id, ...vias])].slice(0, MOST_VIAS).sort(), [id, vias]);
  const { resources } = useResources({ view: 'resources', ids: asked });
  const invokers = useMemo(() => (topology === undefined ? null : invokersOf(topology, id, resources ?? [])), [topology, id, resources]);
  return { invokers, vias, failure: error?.message ?? null };
}
