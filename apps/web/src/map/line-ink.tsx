import type { MapEdge } from '@weir/domain';
import type { LineShape, Point } from './line-shape.js';

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
export function LineSign({ line, at }: { readonly line: MapEdge; readonly at: Point }) {
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
