import { alarmConfig, type AlarmRule, type LossCountdown, type Reading, type VerdictState } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { alarmOf } from '../incidents/testing/alarm-of.js';
import type { CatalogueResource } from '../model/catalogue.js';
import { bus, busArn, entry, mapping, pipe, queue, queueArn, rule, target, topic } from '../topology/testing/small-estate.js';
import { effectiveSettings, settingsLayers } from './alarm-settings.js';
import { alarmLooks } from './alarm-signals.js';
import { resourceOf } from './testing/resource-of.js';

const NOW = Date.UTC(2026, 10, 24, 14, 32);
const HOUR = 3_600_000;
const STREAM = entry('stream', 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks', null, 'clicks');
const ESTATE = {
  orders: queue('orders', 'orders-dlq'),
  dlq: queue('orders-dlq'),
  clicks: STREAM,
  sessions: mapping(STREAM.arn, 'sessions'),
  events: topic('events'),
  saga: rule('shop', 'saga', { targets: [target(queueArn('orders'))] }),
  shop: bus('shop'),
  returns: pipe('returns', { targetArn: busArn('shop') }),
} satisfies Record<string, CatalogueResource>;

interface Case {
  readonly name: string;
  readonly of: keyof typeof ESTATE;
  readonly verdict: VerdictState;
  readonly reason: string;
  readonly loss?: LossCountdown;
  readonly oldestAge?: Reading;
  /** An alarm that fires already. */
  readonly fires?: AlarmRule;
  readonly settings?: object;
  /** What each rule says, and how long it must hold, seconds. */
  readonly says: Readonly<Partial<Record<AlarmRule, 'false' | 'unknown' | 'gone' | `true ${number}`>>>;
}

const soon: LossCountdown = { earliestAt: NOW + 3 * HOUR, latestAt: NOW + 4 * HOUR, count: 412, kind: 'backlog-expiry' };
const later: LossCountdown = { ...soon, earliestAt: NOW + 30 * HOUR, latestAt: NOW + 31 * HOUR };
const age = (value: number): Reading => ({ value, at: NOW, state: 'provisional' });

const CASES: readonly Case[] = [
  {
    name: 'a queue that is well',
    of: 'orders',
    verdict: 'ok',
    reason: 'flowing',
    says: { verdict: 'false', 'loss-countdown': 'false', 'age-over-budget': 'gone' },
  },
  {
    name: 'a stopped queue',
    of: 'orders',
    verdict: 'stopped',
    reason: 'nobody-receiving',
    says: { verdict: 'true 60', 'loss-countdown': 'false' },
  },
  { name: 'a slow queue must be slow for long', of: 'orders', verdict: 'slow', reason: 'backlog-growing', says: { verdict: 'true 600' } },
  {
    name: 'a slow queue is above a floor of broken',
    of: 'orders',
    verdict: 'slow',
    reason: 'backlog-growing',
    settings: { verdictFloor: 'broken' },
    says: { verdict: 'false' },
  },
  {
    name: 'a queue that cannot be judged',
    of: 'orders',
    verdict: 'unknown',
    reason: 'denied',
    says: { verdict: 'unknown', 'loss-countdown': 'unknown' },
  },
  {
    name: 'a stale verdict is no verdict',
    of: 'orders',
    verdict: 'stale',
    reason: 'readings-late',
    says: { verdict: 'unknown', 'loss-countdown': 'unknown' },
  },
  {
    name: 'a loss within a day',
    of: 'orders',
    verdict: 'stopped',
    reason: 'nobody-receiving',
    loss: soon,
    says: { 'loss-countdown': 'true 60' },
  },
  {
    name: 'a loss within a day that cannot be looked at any more',
    of: 'orders',
    verdict: 'stale',
    reason: 'readings-late',
    loss: soon,
    says: { 'loss-countdown': 'true 60' },
  },
  {
    name: 'a loss in more than a day',
    of: 'orders',
    verdict: 'stopped',
    reason: 'nobody-receiving',
    loss: later,
    says: { 'loss-countdown': 'false' },
  },
  {
    name: 'a loss that the budget of somebody includes',
    of: 'orders',
    verdict: 'stopped',
    reason: 'nobody-receiving',
    loss: later,
    settings: { lossWithinSeconds: 2 * 86_400 },
    says: { 'loss-countdown': 'true 60' },
  },
  {
    name: 'what flows well loses nothing',
    of: 'orders',
    verdict: 'ok',
    reason: 'waiting-for-its-run',
    loss: soon,
    says: { 'loss-countdown': 'false' },
  },
  {
    name: 'an age over its budget',
    of: 'orders',
    verdict: 'ok',
    reason: 'flowing',
    oldestAge: age(601),
    settings: { ageBudgetSeconds: 600 },
    says: { verdict: 'false', 'age-over-budget': 'true 120' },
  },
  {
    name: 'an age within its budget',
    of: 'orders',
    verdict: 'ok',
    reason: 'flowing',
    oldestAge: age(600),
    settings: { ageBudgetSeconds: 600 },
    says: { 'age-over-budget': 'false' },
  },
  {
    name: 'no message has no age',
    of: 'orders',
    verdict: 'idle',
    reason: 'no-traffic',
    oldestAge: { ...age(900), state: 'not-emitted' },
    settings: { ageBudgetSeconds: 600 },
    says: { 'age-over-budget': 'false' },
  },
  {
    name: 'an age that cannot be read',
    of: 'orders',
    verdict: 'ok',
    reason: 'flowing',
    oldestAge: { ...age(10), state: 'denied' },
    settings: { ageBudgetSeconds: 600 },
    says: { 'age-over-budget': 'unknown' },
  },
  {
    name: 'a dead-letter queue that receives',
    of: 'dlq',
    verdict: 'poisoned',
    reason: 'dead-letters-arriving',
    says: { 'dead-letters': 'true 90' },
  },
  {
    name: 'a dead-letter queue that only holds raises nothing by itself',
    of: 'dlq',
    verdict: 'stalled',
    reason: 'dead-letters-waiting',
    says: { 'dead-letters': 'false' },
  },
  {
    name: 'one that received holds on while it holds anything',
    of: 'dlq',
    verdict: 'stalled',
    reason: 'dead-letters-waiting',
    fires: 'dead-letters',
    says: { 'dead-letters': 'true 90' },
  },
  {
    name: 'and while they are being taken out',
    of: 'dlq',
    verdict: 'slow',
    reason: 'dead-letters-leaving',
    fires: 'dead-letters',
    says: { 'dead-letters': 'true 600' },
  },
  {
    name: 'until it is empty',
    of: 'dlq',
    verdict: 'ok',
    reason: 'no-dead-letters',
    fires: 'dead-letters',
    says: { 'dead-letters': 'false' },
  },
  {
    name: 'a shard that refuses',
    of: 'clicks',
    verdict: 'slow',
    reason: 'shard-throttled',
    says: { verdict: 'false', 'shard-throttling': 'true 600' },
  },
  {
    name: 'a worse trouble hides whether a shard refuses',
    of: 'clicks',
    verdict: 'stopped',
    reason: 'readers-stopped',
    says: { verdict: 'true 60', 'shard-throttling': 'unknown' },
  },
  {
    name: 'refused writes hide whether its readers are well',
    of: 'clicks',
    verdict: 'stalled',
    reason: 'writes-refused',
    says: { verdict: 'unknown', 'shard-throttling': 'true 300' },
  },
  { name: 'a reader that falls behind', of: 'sessions', verdict: 'slow', reason: 'falling-behind', says: { 'reader-lag': 'true 600' } },
  { name: 'a reader that stopped', of: 'sessions', verdict: 'stopped', reason: 'reading-ceased', says: { 'reader-lag': 'true 60' } },
  { name: 'a topic that fails', of: 'events', verdict: 'failing', reason: 'deliveries-lost', says: { deliveries: 'true 60' } },
  { name: 'a rule that is throttled', of: 'saga', verdict: 'throttled', reason: 'target-retried', says: { deliveries: 'true 600' } },
  {
    name: 'a rule that somebody switched off while events came',
    of: 'saga',
    verdict: 'disabled',
    reason: 'switched-off-while-busy',
    says: { deliveries: 'true 60' },
  },
  { name: 'a rule that is meant to be off', of: 'saga', verdict: 'disabled', reason: 'switched-off', says: { deliveries: 'false' } },
  { name: 'a stopped pipe', of: 'returns', verdict: 'stopped', reason: 'pipe-stopped', says: { deliveries: 'true 60' } },
  {
    name: 'a rule switched off for all',
    of: 'orders',
    verdict: 'stopped',
    reason: 'nobody-receiving',
    settings: { rules: { verdict: { enabled: false } } },
    says: { verdict: 'gone', 'loss-countdown': 'false' },
  },
  {
    name: 'all alarms switched off',
    of: 'orders',
    verdict: 'stopped',
    reason: 'nobody-receiving',
    settings: { enabled: false },
    says: { verdict: 'gone', 'loss-countdown': 'gone' },
  },
];

describe('what rules say of a resource', () => {
  it.each(CASES.map((row) => [row.name, row] as const))('%s', (_, { of, verdict, reason, loss, oldestAge, fires, settings = {}, says }) => {
    const latest = oldestAge === undefined ? {} : { oldestAge };
    const resource = resourceOf(ESTATE[of], Object.values(ESTATE), { verdict, reason, at: NOW, loss: loss ?? null, latest });
    const layers = settingsLayers(alarmConfig.parse(settings), [], { account: String, resource: String });
    const standing = (each: AlarmRule) =>
      each === fires ? alarmOf(ESTATE[of], { verdict: 'poisoned', reason: 'dead-letters-arriving', at: NOW }) : undefined;
    const looks = alarmLooks(resource, effectiveSettings(layers, resource), standing, NOW);
    const said = new Map(looks.map((look) => [look.rule, look.signal.is === 'true' ? `true ${look.timing.forSeconds}` : look.signal.is]));
    for (const [each, expected] of Object.entries(says)) expect([each, said.get(each as AlarmRule)]).toEqual([each, expected]);
  });

  it('ends what rules raised that no longer speak of the resource', () => {
    const resource = resourceOf(ESTATE.dlq, Object.values(ESTATE), { verdict: 'ok', reason: 'no-dead-letters', at: NOW });
    const standing = (each: AlarmRule) =>
      each === 'verdict' ? alarmOf(ESTATE.dlq, { verdict: 'stopped', reason: 'nobody-receiving', at: NOW }) : undefined;
    const looks = alarmLooks(resource, effectiveSettings([], resource), standing, NOW);
    expect(looks.find(({ rule: each }) => each === 'verdict')?.signal).toEqual({ is: 'gone', why: 'rule-switched-off' });
  });

  it('goes on about dead letters when nothing is seen any more that sends them there', () => {
    const resource = resourceOf(ESTATE.dlq, [ESTATE.dlq], { verdict: 'stopped', reason: 'nobody-receiving', at: NOW });
    const standing = (each: AlarmRule) =>
      each === 'dead-letters' ? alarmOf(ESTATE.dlq, { verdict: 'poisoned', reason: 'dead-letters-arriving', at: NOW }) : undefined;
    const looks = alarmLooks(resource, effectiveSettings([], resource), standing, NOW);
    expect(looks.map(({ rule: each, signal }) => `${each} ${signal.is}`)).toEqual(['dead-letters true', 'loss-countdown false']);
  });

  it('says of a deleted resource that it is gone', () => {
    const gone = { ...ESTATE.orders, deletedAt: NOW } as CatalogueResource;
    const resource = resourceOf(gone, [gone], { verdict: 'stopped', reason: 'nobody-receiving', at: NOW });
    const looks = alarmLooks(resource, effectiveSettings([], resource), () => undefined, NOW);
    expect(looks.map(({ signal }) => signal)).toEqual(Array(looks.length).fill({ is: 'gone', why: 'resource-deleted' }));
    expect(looks.length).toBeGreaterThan(0);
  });
});
