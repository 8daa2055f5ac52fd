import type { Estate } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { FIXTURE_NOW as now, fixtureEstate } from '../testing/estate-fixture.js';
import { estateNotices } from './estate-notices.js';

const plain = (text: string) => text.replaceAll('\u202f', ' ');
const good = fixtureEstate([]);
const told = (change: Partial<Estate>) =>
  estateNotices({ ...good, ...change }, now, 'utc').map(({ title, text }) => `${plain(title)}. ${plain(text)}`);
const first = (change: Partial<Estate['scopes'][number]>) =>
  good.scopes.map((scope, index) => (index === 0 ? { ...scope, ...change } : scope));

describe('what limits a page', () => {
  it('is nothing when all goes well, and a denied region does not concern the rest', () => expect(told({})).toEqual([]));
  it('is a collector without a heartbeat, told once and not as stale too', () => {
    const scopes = good.scopes.map((scope) => ({ ...scope, live: { ...scope.live, at: now - 300_000 } }));
    expect(told({ scopes, collector: { state: 'running', heartbeatAt: now - 240_000, backfill: null } })).toEqual([
      'Weir stopped collecting. No heartbeat from the collector since 14:28, 4 min ago. AWS is not affected. The gap is filled from CloudWatch when it returns.',
    ]);
  });
  it('is a reading past its budget', () => {
    const [scope] = good.scopes;
    if (!scope) throw new Error('the fixture has scopes');
    expect(told({ scopes: first({ live: { ...scope.live, at: now - 540_000 } }) })).toEqual([
      'Readings are 9 min old. prod eu-west-1: last good read 14:23, budget 30 s. Verdicts freeze; no alarm closes on old data.',
    ]);
  });
  it('is throttling, with what still comes', () => {
    const [scope] = good.scopes;
    if (!scope) throw new Error('the fixture has scopes');
    expect(told({ scopes: first({ cloudwatch: { ...scope.cloudwatch, state: 'throttled', since: now - 1_200_000 } }) })).toEqual([
      'CloudWatch refuses some reads. prod eu-west-1 since 14:12. Weir slowed down. Depth stays live: it comes from SQS. Age and rates come late.',
    ]);
  });
  it('is a spent budget and history that is still filled in, in that order', () => {
    expect(told({ cost: { ...good.cost, spentUsd: 60 }, collector: { ...good.collector, backfill: { done: 999, total: 1_000 } } })).toEqual(
      [
        '$60 cap reached. Weir reads less until the month ends. Settings say what it left out.',
        'Filling in history. 99 % done. Charts of the past fill up while you look; live figures are complete.',
      ],
    );
  });
});
