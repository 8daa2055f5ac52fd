import type { MatchReason } from '@weir/contract';
import { explainMatch, parseEventPattern } from '../matching/index.js';
import type { SourceRecord } from './envelopes.js';
import { firstFailing, type Step, unreadable } from './step.js';

/** What filters make of a record: it stops, or goes on because of this. */
export type FilteredRecord = { readonly stops: Step } | { readonly stops: null; readonly reasons: MatchReason[] };

/**
 * Tries the filters of a pipe or of an event source mapping on a record as they see it. One that matches is enough, and without any everything
 * passes. Both are written alike and know no wildcard. Where all rests on a field that AWS sets, what becomes of the record cannot be told.
 * Source: EventBridge User Guide, "Event filtering in EventBridge Pipes"; Lambda Developer Guide, "Filter rule syntax".
 * @param filters JSON text; null: they could not be read
 */
export function filterRecord(filters: readonly string[] | null, record: SourceRecord): FilteredRecord {
  if (filters === null) return { stops: { outcome: 'unseen', because: 'its filter could not be read, so whether it passes is not known' } };
  const parsed = filters.map((filter) => parseEventPattern(filter, { dialect: 'pipe' }));
  const bad = parsed.find((filter) => !filter.ok);
  if (bad?.ok === false) return { stops: unreadable('its filter', bad.problems) };
  const tried = parsed.flatMap((filter) => {
    if (!filter.ok) return [];
    const { matched, because } = explainMatch(filter.pattern, record.event);
    return [{ matched, because, doubt: because.find(({ path }) => record.unknown.has(path))?.path ?? null }];
  });
  const passing = tried.find(({ matched, doubt }) => matched && doubt === null);
  if (tried.length === 0 || passing !== undefined) return { stops: null, reasons: [...(passing?.because ?? [])] };
  const reasons = [...(tried[0]?.because ?? [])];
  // A filter that fails for what is known fails, whatever AWS sets.
  const open = tried.find(
    ({ because, doubt }) =>
      doubt !== null && because.every(({ ok, path, option }) => ok || option !== undefined || record.unknown.has(path)),
  );
  return open === undefined
    ? { stops: { outcome: 'filtered', because: firstFailing(reasons), reasons } }
    : { stops: { outcome: 'unseen', because: `its filter asks for ${open.doubt ?? ''}, which AWS sets`, reasons: [...open.because] } };
}
