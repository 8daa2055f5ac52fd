import type { Silence, SilenceField, SilenceMatcher } from '@weir/contract';
import { ageSeconds, counted, moment, timeLeft, timePassed, visibleText, type Zone } from '../format/index.js';

export const FIELD_WORDS: Readonly<Record<SilenceField, string>> = {
  account: 'account',
  region: 'region',
  system: 'system',
  kind: 'kind',
  resource: 'resource',
  rule: 'rule',
  severity: 'severity',
  tag: 'tag',
};

export const OP_WORDS: Readonly<Record<SilenceMatcher['op'], string>> = { is: 'is', 'is-not': 'is not', 'begins-with': 'begins with' };

/** `tag team is payments`. */
export const matcherWords = ({ field, key, op, value }: SilenceMatcher): string =>
  visibleText(`${FIELD_WORDS[field]}${key === undefined ? '' : ` ${key}`} ${OP_WORDS[op]} ${value === '' ? '(empty)' : value}`);

/** When it holds, with what is left of it: `until 16:00, 1 h 28 min left`. */
export function spanWords({ state, startsAt, endsAt, endedAt, endedBy }: Silence, now: number, zone: Zone): string {
  switch (state) {
    case 'upcoming':
      return `from ${moment(startsAt, now, zone)} to ${moment(endsAt, now, zone)}, begins in ${timeLeft((startsAt - now) / 1000)}`;
    case 'active':
      return `until ${moment(endsAt, now, zone)}, ${timeLeft((endsAt - now) / 1000)} left`;
    case 'ended': {
      const at = endedAt ?? endsAt;
      return `ended ${moment(at, now, zone)}, ${timePassed(ageSeconds(at, now))} ago${endedBy === null ? '' : `, by ${visibleText(endedBy)}`}`;
    }
  }
}

/** What the page opens with. */
export function silencesWords(silences: readonly Silence[]): string {
  const active = silences.filter(({ state }) => state === 'active');
  const upcoming = silences.filter(({ state }) => state === 'upcoming').length;
  if (active.length === 0 && upcoming === 0) return 'Nothing is silenced';
  const quiet = active.reduce((sum, silence) => sum + silence.silences, 0);
  const parts = active.length === 0 ? ['None is active'] : [`${active.length} active, ${counted(quiet, 'alarm')} kept quiet`];
  return [...parts, ...(upcoming === 0 ? [] : [`${upcoming} to come`])].join(', ');
}

const ORDER = { active: 0, upcoming: 1, ended: 2 } as const;

/** Active ones first, the next to end uppermost; what is over newest first. */
export function bySilenceOrder(a: Silence, b: Silence): number {
  const state = ORDER[a.state] - ORDER[b.state];
  if (state !== 0) return state;
  if (a.state === 'ended') return (b.endedAt ?? b.endsAt) - (a.endedAt ?? a.endsAt);
  return a.state === 'active' ? a.endsAt - b.endsAt : a.startsAt - b.startsAt;
}
