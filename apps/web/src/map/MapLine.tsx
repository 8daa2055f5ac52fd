import type { EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { isBrokenFlow, type MapEdge } from '@weir/domain';
import type { LineElement, MissingLine } from './flow-elements.js';
import { LineSign, strokeOf } from './line-ink.js';
import type { Point } from './line-shape.js';
import { useMapActions, useStanding } from './map-context.js';

/** One line of the map. Its pattern says the state without its colour; its weight is the rate. Its words are in {@link MapLabels}. */
export const MapLine = memo(function MapLine({ id, data }: EdgeProps<LineElement>) {
  const { point } = useMapActions();
  const standing = useStanding(id);
  if (data === undefined) return null;
  const { line, shape, isEdited } = data;
  const loud = isBrokenFlow(line.state) || line.state === 'late';
  return (
    <g className={lineClasses(line, standing)} onPointerEnter={() => point('line', id)} onPointerLeave={() => point('line', null)}>
      <path className="hit" d={shape.d} />
      <path className="ink" d={shape.d} {...strokeOf(line, shape)} />
      <LineSign line={line} at={shape.middle} />
      {line.withoutDeadLetters && !loud ? (
        <rect className="nowhere" x={shape.middle.x - 3.5} y={shape.middle.y - 3.5} width="7" height="7" />
      ) : null}
      {isEdited ? <Edited at={shape.middle} /> : null}
    </g>
  );
});

export const lineClasses = ({ state, redrive }: MapEdge, standing: string): string =>
  ['mapline', `f-${state}`, redrive ? 'redrive' : '', standing].filter(Boolean).join(' ');

/** It was edited: a pencil, whose words are below the map. */
function Edited({ at: { x, y } }: { readonly at: Point }) {
  return <path className="edit" d={`M${x - 4} ${y + 4}l1-3 6-6 2 2-6 6z`} />;
}

/** How it runs from a consumer to the place where its failures would end. */
export function missingPath({ from, to }: NonNullable<MissingLine['data']>): string {
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2];
  return y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}C${x1 + 30} ${y1} ${x2 - 30} ${y2} ${x2} ${y2}`;
}

/** From a consumer to the place where its failures would end. */
export const MissingLineDrawn = memo(function MissingLineDrawn({ data }: EdgeProps<MissingLine>) {
  if (data === undefined) return null;
  return <path className="missing-line" d={missingPath(data)} />;
});
