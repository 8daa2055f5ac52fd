import type { IncidentSummary } from '@weir/contract';
import { useAnnouncement } from '../app/use-announcement.js';
import { openedWords } from './opened-words.js';

const idsOf = (incidents: readonly IncidentSummary[]): ReadonlySet<string> => new Set(incidents.map(({ id }) => id));

/** Tells incidents that were opened to people who listen instead of looking. */
export function IncidentAnnouncer({ incidents }: { readonly incidents: readonly IncidentSummary[] }) {
  return (
    <div className="sr" aria-live="polite">
      {useAnnouncement(incidents, idsOf, openedWords)}
    </div>
  );
}
