import type { AlarmRule, EpochMs, Resource, Severity, SilenceMatcher } from '@weir/contract';

/** A silence as the rules need it. */
export interface SilenceSpan {
  readonly id: string;
  readonly matchers: readonly SilenceMatcher[];
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly endedAt: EpochMs | null;
}

/** What a silence is compared with. */
export interface SilenceSubject {
  readonly resource: Pick<Resource, 'id' | 'name' | 'kind' | 'accountId' | 'accountName' | 'region' | 'system' | 'tags'>;
  readonly rule: AlarmRule;
  readonly severity: Severity;
}

export function silenceState({ startsAt, endsAt, endedAt }: SilenceSpan, now: EpochMs): 'upcoming' | 'active' | 'ended' {
  if (endedAt !== null || now >= endsAt) return 'ended';
  return now >= startsAt ? 'active' : 'upcoming';
}

/** The first silence that keeps an alarm quiet now; null: none does. */
export function silencedBy(silences: readonly SilenceSpan[], subject: SilenceSubject, now: EpochMs): string | null {
  return silences.find((silence) => silenceState(silence, now) === 'active' && matchesAll(silence.matchers, subject))?.id ?? null;
}

/** Without matchers nothing is matched: a silence of everything would be an accident. */
export const matchesAll = (matchers: readonly SilenceMatcher[], subject: SilenceSubject): boolean =>
  matchers.length > 0 && matchers.every((matcher) => matchesOne(matcher, subject));

function matchesOne({ field, key, op, value }: SilenceMatcher, subject: SilenceSubject): boolean {
  const values = valuesOf(field, key, subject);
  switch (op) {
    case 'is':
      return values.includes(value);
    case 'is-not':
      return !values.includes(value);
    case 'begins-with':
      return values.some((each) => each.startsWith(value));
  }
}

function valuesOf(
  field: SilenceMatcher['field'],
  key: string | undefined,
  { resource, rule, severity }: SilenceSubject,
): readonly string[] {
  switch (field) {
    case 'account':
      return [resource.accountId, resource.accountName];
    case 'resource':
      return [resource.id, resource.name];
    case 'rule':
      return [rule];
    case 'severity':
      return [String(severity)];
    case 'tag':
      return key !== undefined && Object.hasOwn(resource.tags, key) ? [resource.tags[key] ?? ''] : [];
    case 'region':
      return [resource.region];
    case 'system':
      return [resource.system];
    case 'kind':
      return [resource.kind];
  }
}
