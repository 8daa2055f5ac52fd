import type { Resource, VerdictState } from '@weir/contract';
import { EstateModel } from '../../estate/estate-model.js';
import type { CatalogueResource } from '../../model/catalogue.js';
import type { ResourceState } from '../../model/state.js';

export type StateGiven = Partial<Omit<ResourceState, 'resourceId' | 'verdict'>> & {
  readonly verdict: VerdictState;
  readonly reason: string;
  readonly at: number;
};

/** A resource of a small estate as people see it, judged like this. */
export function resourceOf(
  entry: CatalogueResource,
  estate: readonly CatalogueResource[],
  { verdict, reason, at, ...rest }: StateGiven,
): Resource {
  const model = new EstateModel({ accountNames: new Map([[entry.accountId, 'prod']]), systemTag: 'system', namePrefix: '' });
  model.setCatalogue(estate);
  model.setStates([
    {
      ...{ resourceId: entry.id, latest: {}, rates: { in: null, out: null }, drain: { kind: 'unknown' }, loss: null },
      ...{ growthPerSecond: null, liveBudgetSeconds: 30 },
      verdict: { state: verdict, reason, because: `it is ${verdict}`, since: at, judgedAt: at, standing: null },
      ...rest,
    },
  ]);
  const resource = model.get(entry.id);
  if (resource === undefined) throw new Error(`${entry.name} is not in the estate`);
  return resource;
}
