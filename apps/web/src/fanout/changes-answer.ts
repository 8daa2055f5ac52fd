import type { ChangesLeftOut, ResourceId, TopologyChange, TopologyChanges } from '@weir/contract';

/** Edits of some resources: not there yet, not to be had, or told. */
export type ChangesAnswer =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | {
      readonly state: 'told';
      /** Newest first. */
      readonly changes: readonly TopologyChange[];
      /** More happened than one answer holds: the oldest edits, or the oldest of all else, are missing. */
      readonly leftOut: ChangesLeftOut;
    };

/** One answer holds so many edits, and so many other changes, at most. */
export const MOST_CHANGES = 1000;
/** So few resources are asked about one by one. */
const MOST_ASKED = 8;

/**
 * What to ask for the edits of these: each by its id, or, of many, the first by its id and the rest from all edits of the estate (null). The
 * first is what the page is about: its edits must not fall off the end of a long answer.
 */
export const changeQuestions = (ids: readonly ResourceId[]): readonly (ResourceId | null)[] =>
  ids.length <= MOST_ASKED ? ids : [...ids.slice(0, 1), null];

export interface ChangesPart {
  readonly data: TopologyChanges | undefined;
  readonly error: Error | null;
}

/** All parts as one. A part that failed and one that is still on its way are never told as "nothing". */
export function changesFrom(parts: readonly ChangesPart[], ids: readonly ResourceId[], from: number, to: number): ChangesAnswer {
  const failed = parts.find(({ data, error }) => data === undefined && error !== null);
  if (failed?.error != null) return { state: 'failed', message: failed.error.message };
  const answers = parts.flatMap(({ data }) => data ?? []);
  if (answers.length < parts.length) return { state: 'loading' };
  const wanted = new Set<string>(ids);
  const found = new Map(
    answers
      .flatMap(({ items }) => items)
      .filter(({ resourceId, at }) => wanted.has(resourceId) && at >= from && at < to)
      .map((change) => [`${change.resourceId} ${change.at} ${change.change} ${change.sentence}`, change]),
  );
  return {
    state: 'told',
    changes: [...found.values()].sort((a, b) => b.at - a.at),
    leftOut: { edits: answers.some(({ leftOut }) => leftOut.edits), others: answers.some(({ leftOut }) => leftOut.others) },
  };
}

/** What is missing of changes, as the beginning of a sentence; null: nothing is. */
export function leftOutWords({ edits, others }: ChangesLeftOut): string | null {
  if (edits && others) return 'More was changed than one answer holds';
  if (edits) return 'More was edited than one answer holds';
  return others ? 'More was added and removed than one answer holds' : null;
}
