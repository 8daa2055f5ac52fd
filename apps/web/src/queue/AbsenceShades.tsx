import type { Absence } from '@weir/contract';
import { usePlotArea } from 'recharts';

/** `not-emitted` lies on the baseline: zero is not what it means, so it does not fill the chart. */
const BASELINE_SHARE = 0.07;

interface AbsenceShadesProps {
  readonly absences: readonly Absence[];
  /** The ends of the time axis, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/**
 * Where a chart has no readings, and why. One path for each reason: what is rarely counted has a gap between any two readings, and hundreds of
 * reference areas, each of which the chart lays out anew with every second, kept a browser busy for good.
 */
export function AbsenceShades({ absences, from, to }: AbsenceShadesProps) {
  const plot = usePlotArea();
  if (plot === undefined || to <= from) return null;
  const x = (at: number): number => plot.x + (Math.min(Math.max(at, from), to) - from) * (plot.width / (to - from));
  const rectangle = ({ from: begin, to: end, reason }: Absence): string => {
    const height = plot.height * (reason === 'not-emitted' ? BASELINE_SHARE : 1);
    return `M${x(begin).toFixed(1)} ${plot.y + plot.height}V${plot.y + plot.height - height}H${x(end).toFixed(1)}v${height}Z`;
  };
  return (
    <>
      {[...Map.groupBy(absences, ({ reason }) => reason)].map(([reason, spans]) => (
        <path key={reason} d={spans.map(rectangle).join('')} fill={`url(#p-${reason})`} pointerEvents="none" />
      ))}
    </>
  );
}
