import type { Resource, Verdict } from '@weir/contract';
import { flowRank, isBrokenFlow, lossAt, worstFirst, type MapEdge, type MapNode } from '@weir/domain';
import { isTrouble } from '../format/index.js';
import type { MapPicture } from './map-picture.js';

type Ranked = Parameters<ReturnType<typeof worstFirst>>[0] & { readonly box: string };

/**
 * The box where the worst trouble is, in the order of all lists: of what is judged by itself its own, of a subscription, rule or pipe the one
 * it leads to. Where only lines say that something is wrong, where the worst of them leads. null: nothing is wrong.
 */
export function worstBox(
  { boxes, lines }: Pick<MapPicture, 'boxes' | 'lines'>,
  resources: ReadonlyMap<string, Resource>,
  now: number,
): string | null {
  const judged = [...boxes.flatMap((box) => rankedBox(box, resources)), ...lines.flatMap(rankedLine)];
  const worst = judged.sort(worstFirst(now))[0];
  if (worst !== undefined) return worst.box;
  const broken = lines.filter(({ state }) => isBrokenFlow(state));
  return broken.sort((a, b) => flowRank(a.state) - flowRank(b.state) || (a.since ?? 0) - (b.since ?? 0))[0]?.to ?? null;
}

function rankedBox({ id, name, verdict, members }: MapNode, resources: ReadonlyMap<string, Resource>): readonly Ranked[] {
  if (!isWrong(verdict)) return [];
  const losing = members.flatMap(({ resourceId }) => resources.get(resourceId ?? '') ?? []).filter(({ loss }) => loss !== null);
  const nearest = losing.sort((a, b) => (lossAt(a) ?? Infinity) - (lossAt(b) ?? Infinity))[0];
  return [{ box: id, name, verdict, loss: nearest?.loss ?? null }];
}

const rankedLine = ({ to, members }: MapEdge): readonly Ranked[] =>
  members.flatMap(({ verdict, via }) => (isWrong(verdict) ? [{ box: to, name: via?.name ?? '', verdict, loss: null }] : []));

const isWrong = (verdict: Verdict | null): verdict is Verdict => verdict !== null && isTrouble(verdict.state);
