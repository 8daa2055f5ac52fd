import { resourceIdOf, type CatalogueResource } from '@weir/domain';
import type { ResourceId, RuleTarget } from '@weir/contract';
import { canonicalJson } from '../database/storable.js';

/**
 * `redrive`: to where failures go. `consumer`: from a reader to its stream or queue. `source`: from a subscription, rule or pipe to what it
 * takes from. `target`: to what it hands on to.
 */
export const LINK_KINDS = ['redrive', 'consumer', 'source', 'target'] as const;
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
      return resource.config && 'type' in resource.config
        ? [linkTo(resource, resource.config.sourceArn, 'consumer', { type: resource.config.type })]
        : [];
    case 'subscription': {
      const { config } = resource;
      if (!config) return [];
      return [
        linkTo(resource, config.topicArn, 'source', {}),
        ...linksTo(resource, [config.endpoint], 'target', { protocol: config.protocol }),
        ...linksTo(resource, [config.deadLetterTargetArn], 'redrive', {}),
      ];
    }
    case 'bus':
    case 'function':
      return linksTo(resource, [resource.config?.deadLetterTargetArn], 'redrive', {});
    case 'rule': {
      const { config } = resource;
      if (!config) return [];
      return [
        linkTo(resource, config.busArn, 'source', {}),
        ...linksByEnd(resource, config.targets ?? [], 'target', ({ arn }) => arn),
        ...linksByEnd(resource, config.targets ?? [], 'redrive', ({ deadLetterTargetArn }) => deadLetterTargetArn),
      ];
    }
    case 'pipe': {
      const { config } = resource;
      if (!config) return [];
      return [
        ...linksTo(resource, [config.sourceArn], 'source', {}),
        ...linksTo(resource, [config.targetArn], 'target', {}),
        ...linksTo(resource, [config.enrichmentArn], 'target', { enrichment: true }),
        ...linksTo(resource, [config.deadLetterTargetArn], 'redrive', {}),
      ];
    }
    case 'schedule-group': {
      const targets = new Set((resource.config?.schedules ?? []).map(({ targetArn }) => targetArn));
      return linksTo(resource, [...targets], 'target', {});
    }
    case 'topic':
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

/** Links to what has an ARN; an address or a URL is no resource. */
const linksTo = (
  resource: CatalogueResource,
  arns: readonly (string | null | undefined)[],
  kind: LinkKind,
  config: unknown,
): readonly LinkFact[] => arns.flatMap((arn) => (arn?.startsWith('arn:') ? [linkTo(resource, arn, kind, config)] : []));

/** One link to each end, however many targets of a rule lead there: a link is told apart by its ends and its kind. */
function linksByEnd(
  resource: CatalogueResource,
  targets: readonly RuleTarget[],
  kind: LinkKind,
  endOf: (target: RuleTarget) => string | null,
): readonly LinkFact[] {
  const byEnd = Map.groupBy(targets, endOf);
  return [...byEnd].flatMap(([arn, of]) => linksTo(resource, [arn], kind, { targets: of.map(({ id }) => id) }));
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
