import type { TraceAnswer, TraceHop } from '@weir/contract';
import { counted } from '../format/index.js';

/** A hop with what follows from it. */
export interface TraceBranch {
  readonly hop: TraceHop;
  readonly branches: readonly TraceBranch[];
}

const ORDER: readonly TraceHop['outcome'][] = ['arrived', 'passed', 'blocked', 'loop', 'unseen', 'not-matched', 'filtered'];
const rank = ({ outcome }: TraceHop): number => ORDER.indexOf(outcome);

/** Hops as a tree: what goes on first, then what is held up, then what does not match; each by name. A parent that is missing makes a root. */
export function treeOf(hops: readonly TraceHop[]): readonly TraceBranch[] {
  const known = new Set(hops.map(({ index }) => index));
  const children = Map.groupBy(hops, ({ parent }) => (parent !== null && known.has(parent) ? parent : null));
  const grow = (parent: number | null): readonly TraceBranch[] =>
    (children.get(parent) ?? [])
      .sort((a, b) => rank(a) - rank(b) || (a.node.name < b.node.name ? -1 : 1))
      // A hop comes after its parent: one that says otherwise would be its own ancestor.
      .filter(({ index }) => parent === null || index > parent)
      .map((hop) => ({ hop, branches: grow(hop.index) }));
  return grow(null);
}

/** Nodes and edges that the event comes through, for the map. */
export function litBy({ hops }: Pick<TraceAnswer, 'hops'>): ReadonlySet<string> {
  const through = hops.filter(({ outcome }) => outcome === 'passed' || outcome === 'arrived' || outcome === 'loop');
  return new Set(through.flatMap(({ node, edgeId }) => (edgeId === null ? [node.id] : [node.id, edgeId])));
}

export const OUTCOME_WORDS: Readonly<Record<TraceHop['outcome'], string>> = {
  passed: 'goes on',
  arrived: 'arrives',
  'not-matched': 'does not match',
  filtered: 'filtered',
  blocked: 'blocked',
  loop: 'loops',
  unseen: 'not visible',
};

/** The answer in one sentence. */
export function traceSentence({ hops, consumers, truncated }: TraceAnswer): string {
  const stopped = hops.filter(({ outcome }) => outcome === 'not-matched' || outcome === 'filtered').length;
  const blocked = hops.filter(({ outcome }) => outcome === 'blocked' || outcome === 'loop').length;
  const unseen = hops.filter(({ outcome }) => outcome === 'unseen').length;
  const reached = consumers === 0 ? 'It reaches no consumer' : `It reaches ${counted(consumers, 'consumer')}`;
  const rest = [
    ...(blocked === 0 ? [] : [`${blocked} ${blocked === 1 ? 'path is' : 'paths are'} blocked`]),
    ...(stopped === 0 ? [] : [`${stopped} ${stopped === 1 ? 'filter keeps' : 'filters keep'} it out`]),
    ...(unseen === 0 ? [] : [`${unseen} ${unseen === 1 ? 'path leads' : 'paths lead'} out of sight`]),
    ...(truncated ? ['there are more paths than are told'] : []),
  ];
  return `${[reached, ...rest].join(', ')}.`;
}
