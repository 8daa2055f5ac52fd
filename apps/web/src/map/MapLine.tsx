import type { EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { isBrokenFlow, type MapEdge } from '@weir/domain';
import type { LineElement, MissingLine } from './flow-elements.js';
import type { LineShape, Point } from './line-shape.js';
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
      <Sign line={line} at={shape.middle} />
      {line.withoutDeadLetters && !loud ? (
        <rect className="nowhere" x={shape.middle.x - 3.5} y={shape.middle.y - 3.5} width="7" height="7" />
      ) : null}
      {isEdited ? <Edited at={shape.middle} /> : null}
    </g>
  );
});

export const lineClasses = ({ state, redrive }: MapEdge, standing: string): string =>
  ['mapline', `f-${state}`, redrive ? 'redrive' : '', standing].filter(Boolean).join(' ');

/** Widths and dashes follow the rate and the state; colours are the style sheet's. */
export function strokeOf({ state, redrive, ratePerSecond }: MapEdge, { weight }: LineShape): React.SVGProps<SVGPathElement> {
  switch (state) {
    case 'cut':
      // A gap in the middle, however long the line is.
      return { strokeWidth: Math.max(2.4, weight), pathLength: 100, strokeDasharray: '42 16 42' };
    case 'waiting':
      return { strokeWidth: Math.max(2.4, weight), strokeDasharray: '10 5' };
    case 'failing':
      return { strokeWidth: Math.max(3.2, weight), strokeDasharray: '2.5 4' };
    case 'dark':
      return { strokeWidth: 1.5, strokeDasharray: '7 5' };
    case 'off':
    case 'idle':
      return { strokeWidth: 1.2 };
    default:
      return redrive && ratePerSecond !== 0 ? { strokeWidth: Math.max(3.2, weight), strokeDasharray: '2 4' } : { strokeWidth: weight };
  }
}

/** What stands in the middle of a line that does not flow. */
export function Sign({ line, at }: { readonly line: MapEdge; readonly at: Point }) {
  const { x, y } = at;
  switch (line.state) {
    case 'cut':
      return <path className="sign" d={`M${x - 5} ${y - 5}l10 10M${x + 5} ${y - 5}l-10 10`} />;
    case 'waiting':
      return (
        <>
          <path className="gap" d={`M${x - 3.5} ${y - 7}v14M${x + 3.5} ${y - 7}v14`} />
          <path className="sign" d={`M${x - 3.5} ${y - 6}v12M${x + 3.5} ${y - 6}v12`} />
        </>
      );
    case 'failing':
      return (
        <>
          <circle className="plate" cx={x} cy={y} r="7" />
          <path className="on-plate" d={`M${x - 3.6} ${y + 3.6}l7.2 -7.2`} />
        </>
      );
    case 'off':
      return (
        <>
          <circle className="blank" cx={x} cy={y} r="7" />
          <path className="sign thin" d={`M${x - 2.6} ${y - 3.2}a4.3 4.3 0 1 0 5.2 0M${x} ${y - 5}v4.6`} />
        </>
      );
    default:
      return null;
  }
}

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
