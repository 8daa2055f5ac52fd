import type { Estate, ScopeStatus, VerdictState } from '@weir/contract';
import { ageSeconds, counted, moment, momentAndAge, timePassed, wholeMoney, type Zone } from '../format/index.js';
import { collectorDownSince, isStale, readClock } from '../live/freshness.js';

/** Something about Weir itself that limits what a page can say. */
export interface EstateNotice {
  readonly id: string;
  readonly state: VerdictState;
  readonly title: string;
  readonly text: string;
}

const scopeName = (scope: ScopeStatus) => `${scope.accountName} ${scope.region}`;

/**
 * What is true of Weir's sight right now, worst first: it stopped, its readings are old, AWS throttles it, its budget is spent, or it is
 * still filling in history. A denied scope is told where scopes are listed; it does not concern the rest.
 */
export function estateNotices(estate: Estate, now: number, zone: Zone): readonly EstateNotice[] {
  return [
    ...collectorNotice(estate, now, zone),
    ...staleNotice(estate, now, zone),
    ...throttleNotices(estate, now, zone),
    ...capNotice(estate),
    ...backfillNotice(estate),
  ];
}

function collectorNotice(estate: Estate, now: number, zone: Zone): readonly EstateNotice[] {
  const since = collectorDownSince(estate, now);
  if (since === null) return [];
  return [
    {
      id: 'collector',
      state: 'stopped',
      title: 'Weir stopped collecting',
      text: `No heartbeat from the collector since ${momentAndAge(since, now, zone)}. AWS is not affected. The gap is filled from CloudWatch when it returns.`,
    },
  ];
}

function staleNotice(estate: Estate, now: number, zone: Zone): readonly EstateNotice[] {
  if (collectorDownSince(estate, now) !== null) return [];
  const late = estate.scopes.filter(
    (scope) => scope.live.state !== 'denied' && scope.live.at !== null && isStale(readClock(scope.live, now)),
  );
  const oldest = late.reduce<ScopeStatus | null>(
    (worst, scope) => (worst === null || (scope.live.at ?? 0) < (worst.live.at ?? 0) ? scope : worst),
    null,
  );
  const at = oldest?.live.at ?? null;
  if (oldest === null || at === null) return [];
  const where = late.length === estate.scopes.length ? 'everywhere' : late.map(scopeName).slice(0, 3).join(', ');
  return [
    {
      id: 'stale',
      state: 'stale',
      title: `Readings are ${timePassed(ageSeconds(at, now))} old`,
      text: `${where}: last good read ${moment(at, now, zone)}, budget ${timePassed(oldest.live.budgetSeconds)}. Verdicts freeze; no alarm closes on old data.`,
    },
  ];
}

function throttleNotices(estate: Estate, now: number, zone: Zone): readonly EstateNotice[] {
  return estate.scopes.flatMap((scope) => {
    const clock = scope.live.state === 'throttled' ? scope.live : scope.cloudwatch.state === 'throttled' ? scope.cloudwatch : null;
    if (clock === null) return [];
    const since = clock.since === null ? '' : ` since ${moment(clock.since, now, zone)}`;
    const [service, kept] =
      clock === scope.live
        ? ['SQS', 'Age and rates still come from CloudWatch.']
        : ['CloudWatch', 'Depth stays live: it comes from SQS. Age and rates come late.'];
    return [
      {
        id: `throttled:${scope.accountId}/${scope.region}`,
        state: 'slow' as const,
        title: `${service} refuses some reads`,
        text: `${scopeName(scope)}${since}. Weir slowed down. ${kept}`,
      },
    ];
  });
}

function capNotice({ cost }: Estate): readonly EstateNotice[] {
  if (cost.capUsd === null || cost.spentUsd < cost.capUsd) return [];
  return [
    {
      id: 'cap',
      state: 'stale',
      title: `${wholeMoney(cost.capUsd)} cap reached`,
      text: 'Weir reads less until the month ends. Settings say what it left out.',
    },
  ];
}

function backfillNotice({ collector }: Estate): readonly EstateNotice[] {
  if (collector.backfill === null || collector.backfill.total <= 0) return [];
  const share = Math.floor((collector.backfill.done / collector.backfill.total) * 100);
  return [
    {
      id: 'backfill',
      state: 'idle',
      title: 'Filling in history',
      text: `${share}\u202f% done. Charts of the past fill up while you look; live figures are complete.`,
    },
  ];
}

/** How many notices stand above a page; the rest is told in one line. */
export const NOTICES_SHOWN = 2;
export const moreNotices = (count: number): string => `and ${counted(count, 'more limit')}`;
