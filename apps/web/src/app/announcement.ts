import type { Resource, VerdictState } from '@weir/contract';
import { stateRank } from '@weir/domain';

export type States = ReadonlyMap<string, { readonly name: string; readonly state: VerdictState }>;

export const statesOf = (resources: readonly Pick<Resource, 'id' | 'name' | 'verdict'>[]): States =>
  new Map(resources.map(({ id, name, verdict }) => [id, { name, state: verdict.state }]));

/** The one sentence that tells what changed: the worst change by name, the others by number. Null when nothing did. */
export function announcementOf(before: States, after: States): string | null {
  const changed = [...after].filter(([id, { state }]) => before.has(id) && before.get(id)?.state !== state).map(([, entry]) => entry);
  const [worst, ...others] = changed.sort((a, b) => stateRank(a.state) - stateRank(b.state));
  if (worst === undefined) return null;
  return others.length === 0 ? `${worst.name} is ${worst.state}.` : `${worst.name} is ${worst.state}, and ${others.length} more changed.`;
}
