import type { LiveDelta, LiveDocument, LiveEntry } from '@weir/contract';

/** What turns one document into another, without its place in a sequence. */
export type LiveChange = Pick<LiveDelta, 'set' | 'remove'>;

/**
 * The change from `before` to `after`, or null when they are equal. Entries are compared by content, so that an unchanged entry
 * composed anew is not sent again.
 */
export function diffDocuments(before: LiveDocument, after: LiveDocument): LiveChange | null {
  const set: Record<string, LiveEntry> = {};
  for (const [key, entry] of Object.entries(after)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (old !== entry && (old === undefined || JSON.stringify(old) !== JSON.stringify(entry))) set[key] = entry;
  }
  const remove = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return remove.length === 0 && Object.keys(set).length === 0 ? null : { set, remove };
}

/** The document after a change. `applyDelta(a, diffDocuments(a, b))` equals `b`. Neither argument is altered. */
export function applyDelta(document: LiveDocument, change: LiveChange): LiveDocument {
  const next: Record<string, LiveEntry> = { ...document, ...change.set };
  for (const key of change.remove) delete next[key];
  return next;
}
