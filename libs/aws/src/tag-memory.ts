import type { EpochMs } from '@weir/contract';

/** AWS allows about 50 tags a resource, keys of 128 and values of 256 characters (Tagging AWS resources, "Tag naming limits"). */
const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;

export type Tags = Readonly<Record<string, string>>;

/** Keeps what is text within AWS's own bounds. AWS allows no control characters, and PostgreSQL stores no NUL. */
export function readTags(raw: unknown): Tags {
  if (typeof raw !== 'object' || raw === null) return {};
  const pairs = Object.entries(raw).filter(
    (pair): pair is [string, string] => isTagText(pair[0], MAX_KEY) && pair[0] !== '' && isTagText(pair[1], MAX_VALUE),
  );
  return Object.fromEntries(pairs.slice(0, MAX_TAGS));
}

const isTagText = (value: unknown, maxLength: number): value is string =>
  typeof value === 'string' && value.length <= maxLength && !/\p{Cc}/u.test(value);

/** Tags as last read, or why they could not be. */
export type KnownTags = { readonly tags: Tags } | { readonly problem: string };

const REREAD_AFTER_MS = 3_600_000;

/**
 * Tags by what a service calls its resources by, remembered between discoveries: AWS allows five tag reads a second, too few to read those
 * of 2,000 queues each time, and tags seldom change.
 */
export class TagMemory {
  #known = new Map<string, { readonly known: KnownTags; readonly readAt: EpochMs }>();

  /** Those whose tags to read next: never read before first, then the longest ago, if more than an hour. */
  due(ids: readonly string[], now: EpochMs): readonly string[] {
    const readAt = (id: string): EpochMs => this.#known.get(id)?.readAt ?? Number.NEGATIVE_INFINITY;
    return ids.filter((id) => now - readAt(id) >= REREAD_AFTER_MS).sort((a, b) => compare(readAt(a), readAt(b)));
  }

  learn(id: string, known: KnownTags, readAt: EpochMs): void {
    this.#known.set(id, { known, readAt });
  }

  get(id: string): KnownTags | null {
    return this.#known.get(id)?.known ?? null;
  }

  /** Forgets what is no longer listed. */
  keepOnly(ids: readonly string[]): void {
    const listed = new Set(ids);
    this.#known = new Map([...this.#known].filter(([id]) => listed.has(id)));
  }
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
