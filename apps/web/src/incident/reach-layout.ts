import type { IncidentDetail, TopologyNode } from '@weir/contract';
import { downstreamOf, stateRank } from '@weir/domain';
import type { Place } from '../map/elk-graph.js';

/** Map pixels; the drawing is stretched to the panel's width. */
export const REACH_WIDTH = 350;
const BOX = { width: 108, height: 38 } as const;
const ROW = 52;
const TOP = 4;
/** More in one column are counted. */
const MOST_ROWS = 5;

export interface ReachBox {
  readonly node: TopologyNode;
  readonly place: Place;
  readonly role: 'root' | 'consequence' | null;
}

export interface ReachPicture {
  readonly boxes: readonly ReachBox[];
  readonly places: ReadonlyMap<string, Place>;
  readonly height: number;
  /** In each column, how many there was no room for. */
  readonly more: { readonly up: number; readonly down: number };
}

/**
 * The neighbourhood of the root in three columns: what leads to it, the root above the places its failures go to, and what is reached from it. Members come
 * first, then what is worst, then by name. What is further away than one step stands here only when it belongs to the incident.
 */
export function reachPicture({ reach, members, root }: Pick<IncidentDetail, 'reach' | 'members' | 'root'>): ReachPicture | null {
  const { nodes, edges } = reach;
  const centre = nodes.find(({ resourceId }) => resourceId === root.id);
  if (centre === undefined) return null;
  const roles = new Map<string, 'root' | 'consequence'>(members.map(({ resource, role }) => [resource.id, role]));
  const roleOf = ({ resourceId }: TopologyNode) => (resourceId === null ? null : (roles.get(resourceId) ?? null));
  const reached = downstreamOf(edges, centre.id);
  const failures = new Set(edges.filter(({ from, kind }) => kind === 'redrive' && from === centre.id).map(({ to }) => to));
  const near = new Set(edges.flatMap(({ from, to }) => (from === centre.id ? [to] : to === centre.id ? [from] : [])));
  const told = nodes
    .filter((node) => node.id !== centre.id && (near.has(node.id) || roleOf(node) !== null))
    .toSorted(
      (a, b) =>
        Number(roleOf(b) !== null) - Number(roleOf(a) !== null) ||
        stateRank(a.verdict?.state ?? 'idle') - stateRank(b.verdict?.state ?? 'idle') ||
        (a.name < b.name ? -1 : 1),
    );
  const middle = [centre, ...told.filter(({ id }) => failures.has(id))];
  const right = told.filter(({ id }) => !failures.has(id) && reached.has(id));
  const left = told.filter(({ id }) => !failures.has(id) && !reached.has(id));
  const columns = [left, middle, right].map((column) => column.slice(0, MOST_ROWS));
  const rows = Math.max(1, ...columns.map(({ length }) => length));
  const gap = (REACH_WIDTH - 3 * BOX.width) / 2;
  const boxes = columns.flatMap((column, place) =>
    column.map((node, row): ReachBox => ({
      node,
      role: roleOf(node),
      place: { ...BOX, x: place * (BOX.width + gap), y: TOP + row * ROW },
    })),
  );
  return {
    boxes,
    places: new Map(boxes.map(({ node, place }) => [node.id, place])),
    height: TOP * 2 + (rows - 1) * ROW + BOX.height,
    more: { up: left.length - (columns[0]?.length ?? 0), down: right.length - (columns[2]?.length ?? 0) },
  };
}
