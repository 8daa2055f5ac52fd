import type { ChangesLeftOut, Resource, ResourceId, TopologyChange } from '@weir/contract';
import type { FanoutIndex } from '../estate/fanout-index.js';

/** What the map is drawn from. */
export interface TopologySight {
  readonly index: FanoutIndex;
  /** The resource as people see it. */
  readonly resource: (id: ResourceId) => Resource | undefined;
  /** The system of what is no resource: where it is used. */
  readonly accountNames: ReadonlyMap<string, string>;
  /** Newest first. */
  readonly changes: readonly TopologyChange[];
  readonly changesLeftOut: ChangesLeftOut;
}
