import type { ResourceKind } from '@weir/contract';
import type { FanoutListKind } from './fanout-search.js';

export const KIND_PLURALS: Readonly<Record<FanoutListKind, string>> = {
  topic: 'Topics',
  rule: 'Rules',
  pipe: 'Pipes',
  function: 'Functions',
  'delivery-stream': 'Delivery streams',
  'schedule-group': 'Schedules',
};

const KIND_NAMES: Readonly<Partial<Record<ResourceKind, string>>> = {
  bus: 'event bus',
  'schedule-group': 'schedule group',
  'delivery-stream': 'delivery stream',
};
const PLURALS: Readonly<Partial<Record<ResourceKind, string>>> = { bus: 'event buses' };
/** Several of a kind. */
export const kindPlural = (kind: ResourceKind): string => PLURALS[kind] ?? `${kindName(kind)}s`;

/** A kind as people say it. */
export const kindName = (kind: ResourceKind): string => KIND_NAMES[kind] ?? kind;
