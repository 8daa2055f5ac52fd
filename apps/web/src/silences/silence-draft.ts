import { newSilence, type NewSilence, type SilenceField, type SilenceKind, type SilenceMatcher } from '@weir/contract';

/** A matcher as it is being typed. */
export interface MatcherDraft {
  readonly field: SilenceField;
  /** Of a tag. */
  readonly key: string;
  readonly op: SilenceMatcher['op'];
  readonly value: string;
}

/** A silence as it is being typed. */
export interface SilenceDraft {
  readonly kind: SilenceKind;
  readonly matchers: readonly MatcherDraft[];
  /** `2026-11-24T22:00` in the zone of the browser; empty: now. */
  readonly startsAt: string;
  /** Minutes it lasts. */
  readonly minutes: number;
  readonly reason: string;
}

export const BLANK_MATCHER: MatcherDraft = { field: 'system', key: '', op: 'is', value: '' };
export const BLANK_DRAFT: SilenceDraft = { kind: 'silence', matchers: [BLANK_MATCHER], startsAt: '', minutes: 60, reason: '' };

export type ReadDraft = { readonly ok: true; readonly silence: NewSilence } | { readonly ok: false; readonly problem: string };

/** What is sent of a draft, or what is missing of it. Matchers nobody filled in are left out. */
export function readDraft({ kind, matchers, startsAt, minutes, reason }: SilenceDraft, now: number): ReadDraft {
  const begins = startsAt === '' ? now : new Date(startsAt).getTime();
  if (!Number.isFinite(begins)) return { ok: false, problem: 'give the beginning as a date and a time' };
  const filled = matchers.filter(({ field, key, value }) => value.trim() !== '' || (field === 'tag' && key.trim() !== ''));
  const read = newSilence.safeParse({
    kind,
    matchers: filled.map(({ field, key, op, value }) => ({
      field,
      op,
      value: value.trim(),
      ...(field === 'tag' ? { key: key.trim() } : {}),
    })),
    ...(startsAt === '' ? {} : { startsAt: begins }),
    endsAt: begins + minutes * 60_000,
    reason,
  });
  if (read.success) return { ok: true, silence: read.data };
  const [issue] = read.error.issues;
  return { ok: false, problem: issue === undefined ? 'fill in what is missing' : issue.message };
}
