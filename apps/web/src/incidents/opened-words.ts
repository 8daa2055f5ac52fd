import type { IncidentSummary } from '@weir/contract';
import { visibleText } from '../format/index.js';
import { byUrgency } from './incident-order.js';

/** What was opened since, in one sentence, the worst by name; null: nothing was. */
export function openedWords(known: ReadonlySet<string>, incidents: readonly IncidentSummary[]): string | null {
  const opened = incidents.filter(({ id, state }) => state === 'open' && !known.has(id)).sort(byUrgency);
  const [worst] = opened;
  if (worst === undefined) return null;
  const others = opened.length === 1 ? '' : `, and ${opened.length - 1} more`;
  return `Incident opened, severity ${worst.severity}: ${visibleText(worst.title)}${others}`;
}
