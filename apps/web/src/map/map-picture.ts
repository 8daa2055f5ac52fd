import type { Resource, Topology, TopologyNode } from '@weir/contract';
import { around, collapse, type CollapseBy, type MapEdge, type MapNode } from '@weir/domain';
import { placesApart } from './namesakes.js';

/** A place where failures would end and nothing stands: drawn as a dashed box that says so. */
export interface MissingBox {
  readonly id: string;
  /** The consumer whose failures have nowhere to go. */
  readonly of: string;
  /** Edges into it that say so. */
  readonly count: number;
}

/** What the map shows, before it has places. */
export interface MapPicture {
  readonly boxes: readonly MapNode[];
  readonly lines: readonly MapEdge[];
  readonly missing: readonly MissingBox[];
  /** Where a box stands that has a namesake among them, by id: what differs of account and region. */
  readonly apart: ReadonlyMap<string, string>;
  /** Nodes that a root leaves out. */
  readonly leftOut: number;
}

export interface PictureChoice {
  readonly by: CollapseBy;
  /** Id of the node that alone matters; null: everything is shown. */
  readonly root: string | null;
}

/** The map as chosen: what reaches or is reached from a root, made fewer by what boxes share. */
export function pictureOf(topology: Pick<Topology, 'nodes' | 'edges'>, { by, root }: PictureChoice): MapPicture {
  const chosen = root !== null && topology.nodes.some(({ id }) => id === root) ? around(topology.edges, root) : null;
  const nodes = chosen === null ? topology.nodes : topology.nodes.filter(({ id }) => chosen.has(id));
  const { nodes: boxes, edges: lines } = collapse({ nodes, edges: topology.edges }, by);
  const apart = placesApart(boxes.flatMap(({ members }) => (members.length === 1 ? members : [])));
  return { boxes, lines, missing: missingOf(boxes, lines), apart, leftOut: topology.nodes.length - nodes.length };
}

/**
 * Dead-letter boxes that are missing, one for each consumer. What waits in a queue keeps its failures until it expires, so a topic or rule
 * without one that ends in a queue is told by its line, and not by a box.
 */
function missingOf(boxes: readonly MapNode[], lines: readonly MapEdge[]): readonly MissingBox[] {
  const consumers = new Set(boxes.filter(({ column }) => column === 'consumers').map(({ id }) => id));
  const found = Map.groupBy(
    lines.filter(({ to, withoutDeadLetters }) => withoutDeadLetters && consumers.has(to)),
    ({ to }) => to,
  );
  return [...found].map(([of, held]) => ({
    id: `missing:${of}`,
    of,
    count: held.flatMap(({ members }) => members).filter(({ withoutDeadLetters }) => withoutDeadLetters).length,
  }));
}

/** Names of boxes for sentences, `order-events (us-east-1)` where another has the same. */
export function spokenNames({ boxes, apart }: Pick<MapPicture, 'boxes' | 'apart'>): ReadonlyMap<string, string> {
  return new Map(
    boxes.map(({ id, name }) => {
      const place = apart.get(id);
      return [id, place === undefined ? name : `${name} (${place})`];
    }),
  );
}

/** More boxes than this are looked at by system first. */
const MOST_UNGROUPED = 80;

/** How the map is grouped when nobody chose: as it is while it fits a screen or two. */
export const groupedByDefault = (nodes: readonly TopologyNode[]): CollapseBy => (nodes.length > MOST_UNGROUPED ? 'system' : 'nothing');

/** The tags the map can be grouped by: those that at least two nodes have and that tell them apart, by name. */
export function groupingTags(nodes: readonly TopologyNode[]): readonly string[] {
  const values = new Map<string, Set<string>>();
  for (const { tags } of nodes) for (const [key, value] of Object.entries(tags)) values.set(key, (values.get(key) ?? new Set()).add(value));
  return [...values]
    .filter(([, found]) => found.size > 1 && found.size < nodes.length)
    .map(([key]) => key)
    .sort();
}

/** The graph with the verdicts of now: it is asked for twice a minute, verdicts arrive as they change. */
export function withLiveVerdicts(topology: Topology, resources: ReadonlyMap<string, Resource>): Topology {
  const nodes = topology.nodes.map((node) => {
    const verdict = node.resourceId === null ? undefined : resources.get(node.resourceId)?.verdict;
    return verdict === undefined ? node : { ...node, verdict };
  });
  return { ...topology, nodes };
}
