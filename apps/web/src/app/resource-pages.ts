import type { TopologyNode } from '@weir/contract';

/** The page of one resource, by its kind. */
export type ResourcePage = '/queues/$id' | '/streams/$id' | '/fanout/$id' | '/bus/$id';

const PAGES_OF_KINDS: Readonly<Partial<Record<TopologyNode['kind'], ResourcePage>>> = {
  queue: '/queues/$id',
  stream: '/streams/$id',
  topic: '/fanout/$id',
  // Leads on to its topic's page.
  subscription: '/fanout/$id',
  bus: '/bus/$id',
  rule: '/fanout/$id',
  pipe: '/fanout/$id',
  function: '/fanout/$id',
  'schedule-group': '/fanout/$id',
  'delivery-stream': '/fanout/$id',
};

/** null: what is known of it stands on the map and in lists. */
export const pageOf = (kind: TopologyNode['kind']): ResourcePage | null => PAGES_OF_KINDS[kind] ?? null;
