import type { IncidentState, IncidentSummary } from '@weir/contract';

const STATE_RANK: Readonly<Record<IncidentState, number>> = { open: 0, resolved: 1, merged: 2 };

type Sorted = Pick<IncidentSummary, 'id' | 'state' | 'severity' | 'loss' | 'since' | 'resolvedAt'>;

const lostAt = ({ loss }: Sorted): number => loss?.earliestAt ?? Number.POSITIVE_INFINITY;
/** The subtraction of two infinities is no number. */
const ascending = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Worst first: open before what is over, by severity, then what is lost first, then the oldest. What is over comes newest first: it is looked up, not
 * worked off. The id makes the order total.
 */
export function byUrgency(a: Sorted, b: Sorted): number {
  const state = STATE_RANK[a.state] - STATE_RANK[b.state];
  if (state !== 0) return state;
  if (a.state !== 'open') return ascending(b.resolvedAt ?? b.since, a.resolvedAt ?? a.since) || numberOf(b.id) - numberOf(a.id);
  return a.severity - b.severity || ascending(lostAt(a), lostAt(b)) || ascending(a.since, b.since) || numberOf(a.id) - numberOf(b.id);
}

/** `INC-2041` → 2041. */
const numberOf = (id: string): number => Number(id.slice(4));
