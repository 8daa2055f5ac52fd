import type { MatchReason } from '@weir/contract';
import { explainMatch, parseEventPattern } from '../matching/index.js';
import { firstFailing, type Step, unreadable } from './step.js';

/** What filters make of a record: it stops, or goes on because of this. */
export type FilteredRecord = { readonly stops: Step } | { readonly stops: null; readonly reasons: MatchReason[] };

/**
 * Tries the filters of a pipe or of an event source mapping on a record as they see it, see `sourceRecord`. One that matches is enough, and
 * without any everything passes. Both are written alike and know no wildcard.
 * Source: EventBridge User Guide, "Event filtering in EventBridge Pipes"; Lambda Developer Guide, "Filter rule syntax".
 * @param filters JSON text; null: they could not be read
 */
export function filterRecord(filters: readonly string[] | null, record: unknown): FilteredRecord {
  if (filters === null) return { stops: { outcome: 'unseen', because: 'its filter could not be read, so whether it passes is not known' } };
  const parsed = filters.map((filter) => parseEventPattern(filter, { dialect: 'pipe' }));
  const bad = parsed.find((filter) => !filter.ok);
  if (bad?.ok === false) return { stops: unreadable('its filter', bad.problems) };
  const explained = parsed.flatMap((filter) => (filter.ok ? [explainMatch(filter.pattern, record)] : []));
  const passing = explained.find(({ matched }) => matched);
  const reasons = [...((passing ?? explained[0])?.because ?? [])];
  return explained.length > 0 && passing === undefined
    ? { stops: { outcome: 'filtered', because: firstFailing(reasons), reasons } }
    : { stops: null, reasons };
}
