import type { Estate, VerdictState } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import type { CatalogueResource } from '../model/catalogue.js';
import { resourceIdOf } from '../model/scope.js';
import type { ResourceState } from '../model/state.js';
import { composeWall, selectWall, sparkSubject } from './compose-wall.js';
import { EstateModel } from './estate-model.js';
import { worstFirst } from './severity-order.js';
import { systemOf } from './system-of.js';

const NOW = Date.UTC(2026, 10, 24, 14, 32);
const HOUR = 3_600_000;
const arn = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
const id = (name: string) => resourceIdOf(arn(name));

interface Queue {
  readonly name: string;
  readonly state: VerdictState;
  readonly dlq?: string;
  readonly visible?: number;
  readonly age?: number;
  readonly lossInHours?: number;
  readonly since?: number;
  readonly deleted?: true;
}

function estateOf(queues: readonly Queue[]): EstateModel {
  const model = new EstateModel({ accountNames: new Map([['111122223333', 'prod']]), systemTag: 'system', namePrefix: 'prod-' });
  model.setCatalogue(
    queues.map(({ name, dlq, deleted }): CatalogueResource => ({
      id: id(name),
      kind: 'queue',
      arn: arn(name),
      name,
      accountId: '111122223333',
      region: 'eu-west-1',
      tags: {},
      firstSeen: 0,
      lastSeen: NOW,
      deletedAt: deleted ? NOW : null,
      config: {
        url: 'u',
        fifo: false,
        visibilityTimeoutSeconds: 30,
        retentionSeconds: 345_600,
        delaySeconds: 0,
        maximumMessageBytes: 262_144,
        createdAt: null,
        redrive: dlq === undefined ? null : { deadLetterTargetArn: arn(dlq), maxReceiveCount: 5 },
        problems: [],
      },
    })),
  );
  model.setStates(
    queues.map(({ name, state, visible = 0, age = 0, lossInHours, since = NOW - HOUR }): ResourceState => ({
      resourceId: id(name),
      verdict: { state, reason: 'r', because: 'b', since, judgedAt: NOW },
      latest: { visible: { value: visible, at: NOW, state: 'live' }, oldestAge: { value: age, at: NOW, state: 'settled' } },
      rates: { in: null, out: null },
      drain: { kind: 'unknown' },
      loss:
        lossInHours === undefined
          ? null
          : {
              earliestAt: NOW + lossInHours * HOUR,
              latestAt: NOW + lossInHours * HOUR + 60_000,
              count: visible,
              kind: 'dead-letter-expiry',
            },
      growthPerSecond: 0.2,
      liveBudgetSeconds: 30,
    })),
  );
  return model;
}

const listed = (queues: readonly Queue[]) => selectWall(estateOf(queues).present(), NOW).items.map(({ resource }) => resource.name);
const estate: Estate = {
  mode: 'demo',
  version: '0',
  at: NOW,
  counts: {},
  scopes: [],
  cost: { month: '2026-11', spentUsd: 0, forecastUsd: 0, capUsd: null, accounts: [] },
  collector: { state: 'running', heartbeatAt: NOW, backfill: null },
};

describe('the wall', () => {
  it('lists trouble worst first: nearest loss, then poisoned, stopped, stalled, slow, then the oldest', () => {
    expect(
      listed([
        { name: 'f', state: 'slow' },
        { name: 'a', state: 'stopped', since: NOW - HOUR },
        { name: 'b', state: 'stopped', since: NOW - 2 * HOUR },
        { name: 'c', state: 'poisoned' },
        { name: 'd', state: 'slow', lossInHours: 3 },
        { name: 'ok', state: 'ok' },
      ]),
    ).toEqual(['d', 'c', 'b', 'a', 'f']);
  });

  it('does not let a loss days away push a slow queue above a stopped one', () => {
    expect(
      listed([
        { name: 'far', state: 'slow', lossInHours: 90 },
        { name: 'dead', state: 'stopped' },
      ]),
    ).toEqual(['dead', 'far']);
  });

  it('counts a poisoned queue and its dead-letter queue as one trouble, and gives the countdown to the row', () => {
    const model = estateOf([
      { name: 'payments-capture', state: 'poisoned', dlq: 'payments-capture-dlq' },
      { name: 'payments-capture-dlq', state: 'poisoned', visible: 412, lossInHours: 3 },
    ]);
    const selection = selectWall(model.present(), NOW);
    expect(selection.answer.counts.poisoned).toBe(1);
    expect(selection.items.map(({ resource }) => sparkSubject(resource))).toEqual([id('payments-capture-dlq')]);
    const document = composeWall(selection, estate, new Map(), (other) => model.get(other));
    expect(document[`item:${id('payments-capture')}`]).toMatchObject({
      rank: 0,
      deadLetters: { visible: 412, perMinute: 12 },
      loss: { count: 412, earliestAt: NOW + 3 * HOUR },
    });
  });

  it('shows a dead-letter queue by itself when its source is healthy again', () => {
    expect(
      listed([
        { name: 'orders', state: 'ok', dlq: 'orders-dlq' },
        { name: 'orders-dlq', state: 'stalled', visible: 7 },
      ]),
    ).toEqual(['orders-dlq']);
  });

  it('stops at five and says how many more there are', () => {
    const many = Array.from({ length: 9 }, (_, index): Queue => ({ name: `q${String(index)}`, state: 'stopped' }));
    const selection = selectWall(estateOf(many).present(), NOW);
    expect([selection.items.length, selection.answer.more]).toEqual([5, 4]);
  });

  it('shows what is closest to trouble when all is fine, never the unknown', () => {
    const selection = selectWall(
      estateOf([
        { name: 'a', state: 'ok', age: 3 },
        { name: 'b', state: 'ok', age: 9, dlq: 'b-dlq' },
        { name: 'b-dlq', state: 'ok', age: 500_000 },
        { name: 'x', state: 'unknown', age: 99 },
        { name: 'z', state: 'idle', age: 50 },
      ]).present(),
      NOW,
    );
    expect(selection.items.map(({ resource, kind }) => [resource.name, kind])).toEqual([
      ['b', 'closest'],
      ['a', 'closest'],
    ]);
    expect(selection.answer).toMatchObject({ seen: 4, total: 5 });
  });

  it('keeps every cell of a system in name order, and drops deleted queues', () => {
    const selection = selectWall(
      estateOf([
        { name: 'orders-b', state: 'stopped' },
        { name: 'orders-a', state: 'ok' },
        { name: 'orders-old', state: 'ok', deleted: true },
        { name: 'emails', state: 'idle' },
      ]).present(),
      NOW,
    );
    expect(selection.systems.map(({ name, worst, cells }) => [name, worst, cells.map((cell) => cell.name)])).toEqual([
      ['emails', 'idle', ['emails']],
      ['orders', 'stopped', ['orders-a', 'orders-b']],
    ]);
  });
});

describe('worstFirst', () => {
  it('is a total order', () => {
    const states: VerdictState[] = ['ok', 'poisoned', 'idle', 'unknown', 'slow', 'stale', 'stalled', 'stopped'];
    const all = [
      ...estateOf(
        states.flatMap((state) => [
          { name: `${state}-1`, state },
          { name: `${state}-2`, state, lossInHours: 2 },
        ]),
      ).all(),
    ];
    const order = worstFirst(NOW);
    for (const a of all) for (const b of all) expect(Math.sign(order(a, b)) + Math.sign(order(b, a))).toBe(0);
  });
});

describe('systemOf', () => {
  const options = { systemTag: 'system', namePrefix: 'prod-' };
  it.each([
    ['prod-payments-capture-dlq', {}, 'payments'],
    ['payments_ledger.fifo', {}, 'payments'],
    ['anything', { system: ' checkout ' }, 'checkout'],
    ['anything', { system: '  ' }, 'anything'],
    ['prod-', {}, 'prod-'],
    ['-lead', {}, '-lead'],
    ['constructor-x', {}, 'constructor'],
  ])('%s %j → %s', (name, tags, expected) => {
    expect(systemOf(name, tags as Record<string, string>, options)).toBe(expected);
  });
});

describe('EstateModel', () => {
  it('recomposes the sources of a dead-letter queue that changed', () => {
    const model = estateOf([
      { name: 'a', state: 'ok', dlq: 'a-dlq' },
      { name: 'a-dlq', state: 'ok' },
      { name: 'b', state: 'ok' },
    ]);
    const state = {
      resourceId: id('a-dlq'),
      verdict: { state: 'poisoned', reason: 'r', because: 'b', since: NOW, judgedAt: NOW },
      latest: { visible: { value: 3, at: NOW, state: 'live' } },
      rates: { in: null, out: null },
      drain: { kind: 'unknown' },
      loss: null,
      growthPerSecond: null,
      liveBudgetSeconds: 15,
    } as const satisfies ResourceState;
    expect([...model.setStates([state])].sort()).toEqual([id('a'), id('a-dlq')].sort());
    expect(model.get(id('a'))?.deadLetter).toEqual({
      id: id('a-dlq'),
      name: 'a-dlq',
      visible: 3,
      state: 'poisoned',
      arrivingPerMinute: null,
    });
    expect(model.get(id('a-dlq'))?.deadLetterSources).toEqual([{ id: id('a'), kind: 'queue', name: 'a' }]);
  });

  it('tells how many others bear a name', () => {
    const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
    const entry = (region: string, deletedAt: number | null): CatalogueResource => {
      const at = `arn:aws:sqs:${region}:111122223333:orders`;
      return {
        id: resourceIdOf(at),
        kind: 'queue',
        arn: at,
        name: 'orders',
        accountId: '1',
        region,
        config: null,
        tags: {},
        firstSeen: 5,
        lastSeen: 5,
        deletedAt,
      };
    };
    model.setCatalogue([entry('eu-west-1', null), entry('us-east-1', null), entry('ap-south-1', 7)]);
    expect([...model.all()].map(({ region, namesakes }) => [region, namesakes])).toEqual([
      ['eu-west-1', 1],
      ['us-east-1', 1],
      ['ap-south-1', 2],
    ]);
  });

  it('shows a queue as unknown, never as zero, before its first reading', () => {
    const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
    model.setCatalogue([
      {
        id: id('new'),
        kind: 'queue',
        arn: arn('new'),
        name: 'new',
        accountId: '1',
        region: 'r',
        config: null,
        tags: {},
        firstSeen: 5,
        lastSeen: 5,
        deletedAt: null,
      },
    ]);
    expect(model.get(id('new'))).toMatchObject({ verdict: { state: 'unknown', reason: 'not-read-yet' }, latest: {}, deadLetter: null });
  });
});
