import { type AlarmRule, alarmRule } from '@weir/contract';
import type { AlarmRecord } from '../alarms/step-alarm.js';

/** What says most about a resource comes first: its verdict before what follows from it. */
const ORDER: readonly AlarmRule[] = [
  'dead-letters',
  'verdict',
  'deliveries',
  'shard-throttling',
  'reader-lag',
  'age-over-budget',
  'loss-countdown',
];
const rank: Readonly<Record<AlarmRule, number>> = Object.fromEntries(
  alarmRule.options.map((rule) => [rule, ORDER.indexOf(rule)]),
) as Record<AlarmRule, number>;

/** Of the alarms of one resource that which tells what is the matter. */
export function mainAlarm<Alarm extends Pick<AlarmRecord, 'rule' | 'id'>>(alarms: readonly Alarm[]): Alarm | undefined {
  return alarms.toSorted((a, b) => rank[a.rule] - rank[b.rule] || (a.id < b.id ? -1 : 1))[0];
}
