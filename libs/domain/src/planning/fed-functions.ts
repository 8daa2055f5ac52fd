import type { CatalogueResource } from '../model/catalogue.js';

/**
 * ARNs of the functions that something in the catalogue hands events to, without version or alias: of all others nothing is asked, for
 * they are no part of the flow.
 */
export function fedFunctions(catalogue: readonly CatalogueResource[]): ReadonlySet<string> {
  const fed = new Set<string>();
  for (const entry of catalogue) {
    if (entry.deletedAt !== null) continue;
    for (const arn of targetsOf(entry)) {
      const name = functionArnOf(arn);
      if (name !== null) fed.add(name);
    }
  }
  return fed;
}

/** `arn:aws:lambda:region:account:function:name[:version or alias]` without its end; null: no function. */
function functionArnOf(arn: string | null): string | null {
  const parts = arn?.split(':') ?? [];
  return parts[2] === 'lambda' && parts[5] === 'function' && parts.length >= 7 ? parts.slice(0, 7).join(':') : null;
}

function targetsOf(entry: CatalogueResource): readonly (string | null)[] {
  if (entry.config === null) return [];
  switch (entry.kind) {
    case 'subscription':
      return [entry.config.endpoint];
    case 'rule':
      return (entry.config.targets ?? []).map(({ arn }) => arn);
    case 'pipe':
      return [entry.config.enrichmentArn, entry.config.targetArn];
    case 'schedule-group':
      return (entry.config.schedules ?? []).map(({ targetArn }) => targetArn);
    case 'consumer':
    case 'delivery-stream':
      return [entry.config.functionArn];
    case 'queue':
    case 'stream':
    case 'topic':
    case 'bus':
    case 'function':
      return [];
  }
}
