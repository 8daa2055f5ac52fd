import type { IncidentCounts, IncidentSummary } from '@weir/contract';
import { ageSeconds, groupDigits, timePassedRoughly, visibleText, withoutPrefix } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { Name } from '../parts/Name.js';
import { Severity } from '../parts/Severity.js';
import { wallOwner } from './wall-owner.js';

interface WallIncidentsProps {
  /** The worst open ones, worst first. */
  readonly incidents: readonly IncidentSummary[];
  readonly counts: IncidentCounts | null;
  readonly now: number;
  readonly prefix: string;
}

/** A room has place for as many in one line. */
const MOST_SHOWN = 3;

/** Open incidents with their age and who has them, in what is left of one line. */
export function WallIncidents({ incidents, counts, now, prefix }: WallIncidentsProps) {
  const open = counts?.open ?? incidents.length;
  const shown = incidents.slice(0, MOST_SHOWN);
  const unanswered = counts?.unacknowledged ?? 0;
  return (
    <section className="wall-incidents" aria-label="Open incidents">
      <span className="count">
        <b>{groupDigits(open)}</b> {open === 1 ? 'incident' : 'incidents'}
        {unanswered === 0 ? '' : `, ${groupDigits(unanswered)} not acknowledged`}
      </span>
      {shown.map((incident) => (
        <span key={incident.id} className={`one v-${incident.root.verdict}`}>
          <Severity level={incident.severity} />
          <Glyph state={incident.root.verdict} units={2} />
          <Name name={withoutPrefix(incident.root.name, prefix)} />
          <b>{timePassedRoughly(ageSeconds(incident.since, now))}</b>
          <span className={wallOwner(incident) === 'nobody' ? 'nobody' : ''}>{visibleText(wallOwner(incident))}</span>
        </span>
      ))}
    </section>
  );
}
