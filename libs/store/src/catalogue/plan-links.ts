import { resourceIdOf, type CatalogueResource } from '@weir/domain';
import type { ResourceId } from '@weir/contract';
import { canonicalJson } from '../database/storable.js';

/** `redrive`: from a queue to its dead-letter queue. `consumer`: from a reader to its stream. */
export const LINK_KINDS = ['redrive', 'consumer'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** One resource pointing at another. */
export interface LinkFact {
  readonly fromId: ResourceId;
  readonly toId: ResourceId;
  readonly toArn: string;
  readonly kind: LinkKind;
  readonly config: unknown;
}

export interface LinkPlan {
  readonly opened: readonly LinkFact[];
  readonly closed: readonly LinkFact[];
}

/** What a resource's own settings say it points at. */
export function linksOf(resource: CatalogueResource): readonly LinkFact[] {
  switch (resource.kind) {
    case 'queue': {
      if (!resource.config?.redrive) return [];
      const { deadLetterTargetArn, maxReceiveCount } = resource.config.redrive;
      return [linkTo(resource, deadLetterTargetArn, 'redrive', { maxReceiveCount })];
    }
    case 'consumer':
    case 'delivery-stream':
      return resource.config ? [linkTo(resource, resource.config.streamArn, 'consumer', { type: resource.config.type })] : [];
    case 'stream':
      return [];
  }
}

const linkTo = ({ id }: CatalogueResource, toArn: string, kind: LinkKind, config: unknown): LinkFact => ({
  fromId: id,
  toId: resourceIdOf(toArn),
  toArn,
  kind,
  config,
});

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
