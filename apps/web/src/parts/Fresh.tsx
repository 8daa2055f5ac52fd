import { timePassed, UNKNOWN_FIGURE } from '../format/index.js';
import { isStale, type ClockReading } from '../live/freshness.js';

const RADIUS = 6;
const RING = 2 * Math.PI * RADIUS;

interface FreshProps {
  readonly label: React.ReactNode;
  readonly clock: ClockReading | null;
  readonly title?: string;
}

/** A ring that drains as the reading ages against its budget, then turns dashed and sand. */
export function Fresh({ label, clock, title }: FreshProps) {
  const stale = clock === null || isStale(clock);
  const age = clock?.ageSeconds ?? null;
  const left = clock === null || age === null ? 0 : Math.max(0, 1 - age / clock.budgetSeconds);
  return (
    <span className={stale ? 'fresh is-stale' : 'fresh'} title={title}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <circle
          cx="8"
          cy="8"
          r={RADIUS}
          fill="none"
          stroke="var(--line-2)"
          strokeWidth="2.4"
          strokeDasharray={stale ? '2 2.2' : undefined}
        />
        <circle
          cx="8"
          cy="8"
          r={RADIUS}
          fill="none"
          stroke={stale ? 'var(--stale)' : 'var(--text-2)'}
          strokeWidth="2.4"
          strokeDasharray={`${RING * left} ${RING}`}
          transform="rotate(-90 8 8)"
        />
      </svg>
      {label} <b>{age === null ? UNKNOWN_FIGURE : timePassed(age)}</b>
      {stale ? <span className="sr">, too old</span> : null}
    </span>
  );
}
