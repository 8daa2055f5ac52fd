import type { ResourceId } from '@weir/contract';
import type { FanoutIndex } from '../topology/estate/fanout-index.js';
import { earliestFirst, explainTrouble, type Explanation, type Trouble } from './explain-trouble.js';

/** Troubles with one cause. */
export interface CauseGroup {
  readonly root: ResourceId;
  /** Every trouble of the group, the root among them, with how it hangs on the next nearer one; null: it is the root. */
  readonly members: ReadonlyMap<ResourceId, string | null>;
}

/**
 * One group per cause: each trouble follows its explanation until there is none. Where explanations go round in a circle, the one that began
 * first is the root. Every trouble is in exactly one group.
 */
export function groupTroubles(troubles: ReadonlyMap<ResourceId, Trouble>, index: FanoutIndex): readonly CauseGroup[] {
  const explanations = new Map<ResourceId, Explanation | null>();
  for (const [id, trouble] of troubles) explanations.set(id, explainTrouble(trouble, troubles, index));
  const roots = new Map<ResourceId, ResourceId>();
  for (const id of troubles.keys()) followToRoot(id, explanations, roots, troubles);
  return [...Map.groupBy(troubles.keys(), (id) => roots.get(id) ?? id)].map(([root, ids]) => ({
    root,
    members: new Map(ids.map((id) => [id, id === root ? null : (explanations.get(id)?.because ?? null)])),
  }));
}

/** Notes the root of everything on the way, so that a long chain is gone through once. */
function followToRoot(
  start: ResourceId,
  explanations: ReadonlyMap<ResourceId, Explanation | null>,
  roots: Map<ResourceId, ResourceId>,
  troubles: ReadonlyMap<ResourceId, Trouble>,
): void {
  const path: ResourceId[] = [];
  const place = new Map<ResourceId, number>();
  let here = start;
  let root: ResourceId | undefined;
  while (root === undefined) {
    const known = roots.get(here);
    const before = place.get(here);
    const next = explanations.get(here)?.by;
    if (known !== undefined) root = known;
    else if (before !== undefined) root = firstOf(path.slice(before), troubles) ?? here;
    else {
      place.set(here, path.length);
      path.push(here);
      if (next === undefined) root = here;
      else here = next;
    }
  }
  for (const id of path) roots.set(id, root);
}

function firstOf(circle: readonly ResourceId[], troubles: ReadonlyMap<ResourceId, Trouble>): ResourceId | undefined {
  const [first] = circle.flatMap((id) => troubles.get(id) ?? []).sort(earliestFirst);
  return first?.resource.id;
}
