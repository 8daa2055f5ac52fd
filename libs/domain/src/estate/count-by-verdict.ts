import type { Estate, Resource } from '@weir/contract';

export function countByVerdict(resources: Iterable<Resource>): Estate['counts'] {
  const counts: Estate['counts'] = {};
  for (const { kind, verdict } of resources) {
    const ofKind = (counts[kind] ??= {});
    ofKind[verdict.state] = (ofKind[verdict.state] ?? 0) + 1;
  }
  return counts;
}
