import { Link } from '@tanstack/react-router';
import type { IncidentDetail, TopologyNode, VerdictState } from '@weir/contract';
import { collapse } from '@weir/domain';
import { useMemo } from 'react';
import { pageOf } from '../app/resource-pages.js';
import { counted, isTrouble, visibleText } from '../format/index.js';
import type { Place } from '../map/elk-graph.js';
import { LineSign, strokeOf } from '../map/line-ink.js';
import { shapesOf } from '../map/line-shape.js';
import { kindWord } from '../map/map-words.js';
import { Name } from '../parts/Name.js';
import { REACH_WIDTH, reachPicture, type ReachBox } from './reach-layout.js';

/** What leads to the root, what it takes with it, and how it hangs together. */
export function Reach({ incident }: { readonly incident: IncidentDetail }) {
  const { reach, root } = incident;
  const picture = useMemo(() => reachPicture(incident), [incident]);
  const lines = useMemo(() => {
    if (picture === null) return [];
    const { edges } = collapse({ nodes: [...reach.nodes], edges: [...reach.edges] }, 'nothing');
    const shapes = shapesOf(edges, picture.places);
    return edges.flatMap((line) => {
      const shape = lineBetween(picture.places, line.from, line.to) ?? shapes.get(line.id);
      return shape === undefined ? [] : [{ line, shape }];
    });
  }, [picture, reach]);
  if (picture === null) return null;
  return (
    <section className="panel reach o4" aria-label="Reach">
      <header>
        <h2>Reach</h2>
        <span className="sub">
          {reach.up} up, {reach.down} down
        </span>
        <span className="right">
          <Link className="link" to="/" search={{ root: root.id, at: root.id }}>
            On the map
          </Link>
        </span>
      </header>
      <div className="body">
        <div className="reach-map" style={{ height: picture.height }}>
          <svg viewBox={`0 0 ${REACH_WIDTH} ${picture.height}`} preserveAspectRatio="none" aria-hidden="true">
            {lines.map(({ line, shape }) => (
              <g key={line.id} className={`mapline f-${line.state}${line.redrive ? ' redrive' : ''}`}>
                <path className="ink" d={shape.d} vectorEffect="non-scaling-stroke" {...strokeOf(line, shape)} />
                <LineSign line={line} at={shape.middle} />
              </g>
            ))}
          </svg>
          {picture.boxes.map((box) => (
            <Box key={box.node.id} box={box} incident={incident} />
          ))}
        </div>
        {picture.more.up + picture.more.down + reach.leftOut === 0 ? null : (
          <p className="t3 more">
            {[
              ...(picture.more.up === 0 ? [] : [`${picture.more.up} more lead to it`]),
              ...(picture.more.down === 0 ? [] : [`${picture.more.down} more are reached`]),
              ...(reach.leftOut === 0 ? [] : [`${counted(reach.leftOut, 'box', 'boxes')} left out`]),
            ].join(', ')}
          </p>
        )}
      </div>
    </section>
  );
}

/** From a root straight down to where its failures go: the map has no such line, because there a column holds no two of them. */
function lineBetween(places: ReadonlyMap<string, Place>, from: string, to: string) {
  const [source, target] = [places.get(from), places.get(to)];
  if (source === undefined || target === undefined || source.x !== target.x || Math.abs(source.y - target.y) > source.height * 1.6)
    return null;
  const x = source.x + source.width / 2;
  const [y1, y2] = source.y < target.y ? [source.y + source.height, target.y] : [source.y, target.y + target.height];
  return { d: `M${x} ${y1}V${y2}`, middle: { x, y: (y1 + y2) / 2 }, label: null, weight: 2 };
}

function Box({ box: { node, place, role }, incident }: { readonly box: ReachBox; readonly incident: IncidentDetail }) {
  const state = stateOf(node, role, incident);
  const loud = state !== null && (isTrouble(state) || state === 'unknown' || role !== null);
  const page = node.resourceId === null ? null : pageOf(node.kind);
  const classes = [
    'mapbox',
    state === null ? '' : `v-${state}`,
    loud ? 'loud' : '',
    state === 'unknown' ? 'dark' : '',
    role === 'root' ? 'is-root' : '',
  ];
  const style = {
    left: `${(place.x / REACH_WIDTH) * 100}%`,
    width: `${(place.width / REACH_WIDTH) * 100}%`,
    top: place.y,
    height: place.height,
  };
  const inner = (
    <>
      <span className="words">
        <Name name={node.name} />
        <span className="mt">{underWords(node, role, loud ? state : null)}</span>
      </span>
    </>
  );
  const className = classes.filter(Boolean).join(' ');
  return page === null || node.resourceId === null ? (
    <div className={className} style={style} title={visibleText(node.name)}>
      {inner}
    </div>
  ) : (
    <Link className={className} style={style} to={page} params={{ id: node.resourceId }} title={visibleText(node.name)}>
      {inner}
    </Link>
  );
}

/** What stands under a name: the verdict of what is in trouble, in words, and what it is to the incident; else its kind. */
function underWords({ kind }: TopologyNode, role: ReachBox['role'], state: VerdictState | null): string {
  const part = role === 'root' ? 'root' : kindWord(kind);
  return state === null ? part : `${state} · ${part}`;
}

function stateOf({ resourceId, verdict }: TopologyNode, role: ReachBox['role'], { root, members }: IncidentDetail): VerdictState | null {
  if (role === 'root') return root.verdict;
  return verdict?.state ?? members.find(({ resource }) => resource.id === resourceId)?.alarms[0]?.verdict ?? null;
}
