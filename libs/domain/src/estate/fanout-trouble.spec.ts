import type { Estate, FanoutConfig, Resource, ResourceKind, VerdictState } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { resourceIdOf } from '../model/scope.js';
import { composeWall, selectWall } from './compose-wall.js';
import { fanoutRows } from './fanout-trouble.js';
import { rootCauses } from './root-causes.js';

const NOW = Date.UTC(2026, 10, 24, 14, 32);
const HOUR = 3_600_000;

const SEEN: Estate = {
  ...{ mode: 'demo', version: '0', at: NOW, counts: {}, scopes: [] },
  cost: { month: '2026-11', spentUsd: 0, forecastUsd: 0, capUsd: null, accounts: [] },
  collector: { state: 'running', heartbeatAt: NOW, backfill: null },
};

interface Given {
  readonly name: string;
  readonly kind: ResourceKind;
  readonly state: VerdictState;
  readonly reason?: string;
  readonly of?: string;
  readonly since?: number;
  /** Names of what fails into it. */
  readonly filledBy?: readonly string[];
  readonly lossInHours?: number;
}

const arnOf = (name: string) => `arn:aws:any:eu-west-1:111122223333:${name}`;

function resource({ name, kind, state, reason = 'r', of, since = NOW - HOUR, filledBy = [], lossInHours }: Given): Resource {
  const parent = of === undefined ? '' : arnOf(of);
  const settings: Readonly<Partial<Record<ResourceKind, FanoutConfig>>> = {
    subscription: {
      ...{ kind: 'subscription', topicArn: parent, protocol: 'sqs', endpoint: 'e', state: 'confirmed', filterPolicy: null },
      ...{ filterPolicyScope: 'MessageBody', rawDelivery: false, deadLetterTargetArn: null, deliveryPolicy: null, problems: [] },
    },
    rule: {
      ...{ kind: 'rule', busName: 'b', busArn: parent, state: 'ENABLED', pattern: null, schedule: null, managedBy: null },
      ...{ targets: [], problems: [] },
    },
  };
  return {
    ...{ id: resourceIdOf(arnOf(name)), kind, name, arn: arnOf(name), accountId: '111122223333', accountName: 'prod', region: 'eu-west-1' },
    ...{ namesakes: 0, system: 'shop', tags: {}, firstSeen: 0, deletedAt: null, latest: {}, growthPerSecond: null },
    ...{ rates: { in: null, out: null }, drain: { kind: 'unknown' }, deadLetter: null, liveBudgetSeconds: 60 },
    ...{ readers: null, config: null, stream: null, consumer: null, fanout: settings[kind] ?? null },
    deadLetterSources: filledBy.map((source) => ({ id: resourceIdOf(arnOf(source)), kind: 'subscription', name: source })),
    loss:
      lossInHours === undefined
        ? null
        : { earliestAt: NOW + lossInHours * HOUR, latestAt: NOW + lossInHours * HOUR, count: 4, kind: 'backlog-expiry' },
    verdict: { state, reason, because: 'b', since, judgedAt: NOW },
  };
}

const rows = (given: readonly Given[]) =>
  fanoutRows(given.map(resource), new Set(), NOW).map(({ name, part, otherParts }) => [name, part?.name ?? null, otherParts]);

describe('what does not deliver', () => {
  it('is nothing when everything delivers', () => {
    expect(
      rows([
        { name: 't', kind: 'topic', state: 'ok' },
        { name: 'r', kind: 'rule', state: 'disabled', reason: 'switched-off', of: 'b' },
        { name: 'q', kind: 'queue', state: 'stopped' },
      ]),
    ).toEqual([]);
  });

  it('has one row for a topic and the subscriptions it fails for, naming the worst', () => {
    expect(
      rows([
        { name: 't', kind: 'topic', state: 'failing' },
        { name: 'late', kind: 'subscription', state: 'throttled', of: 't' },
        { name: 'dead', kind: 'subscription', state: 'failing', of: 't' },
        { name: 'fine', kind: 'subscription', state: 'ok', of: 't' },
      ]),
    ).toEqual([['t', 'dead', 1]]);
  });

  it('names the rule itself where its bus is fine', () => {
    expect(
      rows([
        { name: 'b', kind: 'bus', state: 'ok' },
        { name: 'r', kind: 'rule', state: 'starved', of: 'b' },
      ]),
    ).toEqual([['r', null, 0]]);
  });

  it('puts what was switched off last, and only when it was busy', () => {
    expect(
      rows([
        { name: 'off', kind: 'rule', state: 'disabled', reason: 'switched-off-while-busy', of: 'b', since: NOW - 9 * HOUR },
        { name: 'p', kind: 'pipe', state: 'stopped' },
        { name: 'long-off', kind: 'pipe', state: 'disabled', reason: 'switched-off' },
      ]),
    ).toEqual([
      ['p', null, 0],
      ['off', null, 0],
    ]);
  });

  it('says among how many a row stands', () => {
    const given = Array.from({ length: 15 }, (_unused, index): Given => ({ name: `p${index}`, kind: 'pipe', state: 'failing' }));
    const made = fanoutRows(given.map(resource), new Set(), NOW);
    expect([made.length, made[0]?.among]).toEqual([12, 15]);
  });
});

describe('the wall', () => {
  const estate: readonly Given[] = [
    { name: 'q', kind: 'queue', state: 'slow' },
    { name: 't', kind: 'topic', state: 'failing' },
    { name: 's', kind: 'subscription', state: 'failing', of: 't' },
    { name: 'b', kind: 'bus', state: 'ok' },
    { name: 'r', kind: 'rule', state: 'starved', of: 'b' },
    { name: 'f', kind: 'function', state: 'ok' },
  ];

  it('lists queues first, whatever does not deliver, and counts each cause once', () => {
    const { items, answer, fanout } = selectWall(estate.map(resource), NOW);
    expect(items.map(({ resource: { name } }) => name)).toEqual(['q']);
    expect(fanout.map(({ name }) => name)).toEqual(['t', 'r']);
    expect([answer.counts.failing, answer.counts.starved, answer.counts.slow]).toEqual([1, 1, 1]);
  });

  it('counts once what may be any of several subscriptions, and a subscription with its topic', () => {
    const { answer } = selectWall(
      [
        { name: 't', kind: 'topic', state: 'failing' } as const,
        { name: 's1', kind: 'subscription', state: 'unknown', reason: 'cannot-tell-which', of: 't' } as const,
        { name: 's2', kind: 'subscription', state: 'unknown', reason: 'cannot-tell-which', of: 't' } as const,
        { name: 'q', kind: 'queue', state: 'ok' } as const,
      ].map(resource),
      NOW,
    );
    expect([answer.counts.failing, answer.counts.unknown, answer.counts.ok, answer.seen, answer.total]).toEqual([1, 0, 1, 2, 2]);
  });

  it('counts a topic as unknown where a subscription of it is, and a subscription by itself whose topic is not watched', () => {
    const { answer, counted } = selectWall(
      [
        { name: 't', kind: 'topic', state: 'ok' } as const,
        { name: 's1', kind: 'subscription', state: 'unknown', of: 't' } as const,
        { name: 's2', kind: 'subscription', state: 'unknown', of: 't' } as const,
        { name: 'foreign', kind: 'subscription', state: 'ok', of: 'elsewhere' } as const,
      ].map(resource),
      NOW,
    );
    expect([answer.counts.unknown, answer.counts.ok, answer.seen, answer.total]).toEqual([1, 1, 1, 2]);
    expect(counted.get('unknown')?.map(({ name }) => name)).toEqual(['t']);
  });

  describe('a dead-letter queue', () => {
    const shown = (source: Partial<Given>, topic: VerdictState, lossInHours?: number) =>
      rootCauses(
        [
          { name: 't', kind: 'topic', state: topic } as const,
          { name: 's', kind: 'subscription', state: 'ok', of: 't', ...source } as const,
          {
            name: 'dlq',
            kind: 'queue',
            state: 'poisoned',
            filledBy: ['s'],
            ...(lossInHours === undefined ? {} : { lossInHours }),
          } as const,
        ].map(resource),
        NOW,
      ).map(({ name }) => name);

    it('is part of the trouble that fills it', () => {
      expect(shown({ state: 'failing' }, 'failing')).toEqual(['t']);
      expect(shown({ state: 'dead-lettering' }, 'ok')).toEqual(['t', 's']);
      expect(shown({ state: 'unknown', reason: 'cannot-tell-which' }, 'failing')).toEqual(['t']);
      expect(shown({ state: 'starved' }, 'dead-lettering')).toEqual(['t']);
    });

    it('stands by itself when its source delivers, is only late, or when it loses messages within a day', () => {
      expect(shown({}, 'failing')).toEqual(['t', 's', 'dlq']);
      expect(shown({ state: 'throttled' }, 'throttled')).toEqual(['t', 'dlq']);
      expect(shown({ state: 'failing' }, 'failing', 3)).toEqual(['t', 'dlq']);
      expect(shown({ state: 'failing' }, 'failing', 90)).toEqual(['t']);
    });
  });

  it('lists what does not deliver where no queue is in trouble, and tells it once', () => {
    const { items, fanout } = selectWall(estate.filter(({ name }) => name !== 'q').map(resource), NOW);
    expect(items.map(({ resource: { name }, kind }) => [name, kind])).toEqual([
      ['t', 'trouble'],
      ['r', 'trouble'],
    ]);
    expect(fanout).toEqual([]);
  });

  it('gives what comes in to rows of what holds nothing, and to no other', () => {
    const made = estate.filter(({ name }) => name === 'r').map(resource);
    const busy = made.map((rule) => ({ ...rule, rates: { in: 3, out: 0 } }));
    const incoming = (resources: readonly Resource[]) =>
      Object.entries(composeWall(selectWall(resources, NOW), SEEN, new Map(), () => undefined)).flatMap(([key, entry]) =>
        key.startsWith('item:') && 'incoming' in entry ? [entry.incoming] : [],
      );
    expect(incoming(busy)).toEqual([{ perSecond: 3 }]);
    expect(incoming(estate.filter(({ name }) => name === 'q').map(resource))).toEqual([null]);
  });

  it('has cells of topics, buses and pipes, as bad as what hangs on them', () => {
    const { systems } = selectWall(estate.map(resource), NOW);
    expect(systems[0]?.cells.map(({ name, state }) => [name, state])).toEqual([
      ['b', 'starved'],
      ['q', 'slow'],
      ['t', 'failing'],
    ]);
  });

  it('shows in the cell of a bus that a rule of it is not known, or switched off', () => {
    const cellOf = (state: VerdictState) =>
      selectWall(
        [{ name: 'b', kind: 'bus', state: 'ok' } as const, { name: 'r', kind: 'rule', state, of: 'b' } as const].map(resource),
        NOW,
      ).systems[0]?.cells[0]?.state;
    const states = ['unknown', 'stale', 'disabled', 'idle'] as const;
    expect(states.map(cellOf)).toEqual(['unknown', 'stale', 'disabled', 'ok']);
  });
});
