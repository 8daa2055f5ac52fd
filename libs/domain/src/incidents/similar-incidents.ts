import type { SimilarIncident } from '@weir/contract';
import { titleOf } from './describe-incident.js';
import type { Incident } from './incident.js';

const MOST = 10;

/** Incidents of before with the same root or the same named reason: those that share both first, then those that say what mended them, the newest first. */
export function similarIncidents(incident: Incident, past: readonly Incident[]): readonly SimilarIncident[] {
  return past
    .flatMap((other): SimilarIncident[] => {
      if (other.id === incident.id || other.state === 'merged') return [];
      const root = other.root.id === incident.root.id;
      const reason = other.root.reason === incident.root.reason;
      if (!root && !reason) return [];
      const shares = root && reason ? 'root-and-reason' : root ? 'root' : 'reason';
      const { id, severity, openedAt, resolvedAt, fix } = other;
      return [{ id, title: titleOf(other), severity, openedAt, resolvedAt, shares, fix }];
    })
    .sort((a, b) => rank(a) - rank(b) || Number(b.fix !== null) - Number(a.fix !== null) || b.openedAt - a.openedAt)
    .slice(0, MOST);
}

const RANKS: Readonly<Record<SimilarIncident['shares'], number>> = { 'root-and-reason': 0, root: 1, reason: 2 };
const rank = ({ shares }: SimilarIncident): number => RANKS[shares];
