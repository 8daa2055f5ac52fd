import type { Resource, ResourceKind, VerdictState } from '@weir/contract';

/** Which resources a list or a live view holds. Every condition given must hold; text matches name, ARN and tags. */
export interface ResourceFilter {
  readonly kind?: ResourceKind | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly verdict?: readonly VerdictState[] | undefined;
  readonly q?: string | undefined;
  /** Account id or configured name. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly system?: string | undefined;
}

export function matches(resource: Resource, filter: ResourceFilter): boolean {
  return (
    (filter.kind === undefined || resource.kind === filter.kind) &&
    (filter.ids === undefined || filter.ids.includes(resource.id)) &&
    (filter.verdict === undefined || filter.verdict.length === 0 || filter.verdict.includes(resource.verdict.state)) &&
    (filter.account === undefined || resource.accountId === filter.account || resource.accountName === filter.account) &&
    (filter.region === undefined || resource.region === filter.region) &&
    (filter.system === undefined || resource.system === filter.system) &&
    (filter.q === undefined || mentions(resource, filter.q.trim().toLowerCase()))
  );
}

function mentions(resource: Resource, text: string): boolean {
  return (
    resource.name.toLowerCase().includes(text) ||
    resource.arn.toLowerCase().includes(text) ||
    Object.entries(resource.tags).some(([key, value]) => `${key}=${value}`.toLowerCase().includes(text))
  );
}
