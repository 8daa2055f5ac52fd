import { resourceIdOf, type CatalogueResource } from '@weir/domain';
import type { ResourceId } from '@weir/contract';
import { canonicalJson } from '../database/storable.js';

/** One resource pointing at another. */
export interface LinkFact {
  readonly fromId: ResourceId;
  readonly toId: ResourceId;
  readonly toArn: string;
  readonly kind: 'redrive';
  readonly config: unknown;
}

export interface LinkPlan {
  readonly opened: readonly LinkFact[];
  readonly closed: readonly LinkFact[];
}

/** What a resource's own settings say it points at. */
export function linksOf(resource: CatalogueResource): readonly LinkFact[] {
  const redrive = resource.kind === 'queue' ? resource.config?.redrive : null;
  if (!redrive) return [];
  const { deadLetterTargetArn, maxReceiveCount } = redrive;
  return [
    {
      fromId: resource.id,
      toId: resourceIdOf(deadLetterTargetArn),
      toArn: deadLetterTargetArn,
      kind: 'redrive',
      config: { maxReceiveCount },
    },
  ];
}

/** Which periods begin and which end when `open` is what was true so far. A link whose settings changed ends and begins anew. */
export function planLinks(open: readonly LinkFact[], current: readonly LinkFact[]): LinkPlan {
  const key = (link: LinkFact) => canonicalJson([link.fromId, link.toId, link.kind, link.config]);
  const openKeys = new Set(open.map(key));
  const currentKeys = new Set(current.map(key));
  return {
    opened: current.filter((link) => !openKeys.has(key(link))),
    closed: open.filter((link) => !currentKeys.has(key(link))),
  };
}
