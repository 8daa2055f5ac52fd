import type { Drain, Resource } from '@weir/contract';
import { worstFirst } from '@weir/domain';
import type { Sort } from './queue-search.js';

type Compare = (a: Resource, b: Resource) => number;

/** How a list is ordered. Ties fall back to worst first, which is a total order. */
export function comparison(sort: Sort, now: number): Compare {
  const worst = worstFirst(now);
  const then =
    (first: Compare): Compare =>
    (a, b) =>
      first(a, b) || worst(a, b);
  switch (sort) {
    case 'worst':
      return worst;
    case 'system':
      return then((a, b) => (a.system < b.system ? -1 : a.system > b.system ? 1 : 0));
    case 'name':
      return (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    case 'depth':
      return then(mostFirst(({ latest }) => latest.visible?.value ?? null));
    case 'age':
      return then(mostFirst(({ latest }) => latest.oldestAge?.value ?? null));
    case 'in':
      return then(mostFirst(({ rates }) => rates.in));
    case 'out':
      return then(mostFirst(({ rates }) => rates.out));
    case 'drain':
      return then(mostFirst(({ drain }) => drainSeconds(drain)));
    case 'dead':
      return then(mostFirst(({ deadLetter }) => deadLetter?.visible ?? null));
  }
}

/** Unknown is not small: it comes last. */
function mostFirst(valueOf: (resource: Resource) => number | null): Compare {
  return (a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return y - x;
  };
}

function drainSeconds(drain: Drain): number | null {
  switch (drain.kind) {
    case 'never':
      return Number.POSITIVE_INFINITY;
    case 'in':
      return drain.seconds;
    case 'steady':
      return 0;
    case 'unknown':
      return null;
  }
}

const RESORT_EVERY_MS = 60_000;

/** The order people are looking at. */
export interface HeldOrder {
  /** What was asked for; another question is answered at once. */
  readonly question: string;
  readonly ids: readonly string[];
  readonly at: number;
}

/**
 * The order to show now. It is made anew at once for another question, at most once a minute otherwise, and not while a row is under the
 * pointer or has the focus (`busy`). In between rows keep their places: what vanished leaves, what is new joins at the end.
 */
export function holdOrder(
  held: HeldOrder | null,
  question: string,
  sorted: () => readonly string[],
  present: ReadonlySet<string>,
  now: number,
  busy: boolean,
): HeldOrder {
  const answered = held !== null && held.question === question && (held.ids.length > 0 || present.size === 0);
  if (!answered || (!busy && now - held.at >= RESORT_EVERY_MS)) return { question, ids: sorted(), at: now };
  const kept = held.ids.filter((id) => present.has(id));
  if (kept.length === held.ids.length && kept.length === present.size) return held;
  const known = new Set(kept);
  return { ...held, ids: [...kept, ...[...present].filter((id) => !known.has(id))] };
}
