import { redrivePlan, type RedrivePlan, type Resource, type VerdictState } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { checkRedrive, type RedriveFacts } from './check-redrive.js';
import { chooseEngine } from './choose-engine.js';
import { durationOf, requestsOf, selectedOf } from './estimate-redrive.js';

const NOW = Date.UTC(2026, 11, 1);
const config: Resource['config'] = {
  ...{ url: 'u', fifo: false, visibilityTimeoutSeconds: 30, retentionSeconds: 345_600, delaySeconds: 0, maximumMessageBytes: 262_144 },
  ...{ createdAt: null, redrive: { deadLetterTargetArn: 'd', maxReceiveCount: 5 }, problems: [] },
};
const queue = (name: string, change: Partial<Resource> = {}): Resource => ({
  ...{
    id: name.padEnd(16, 'a') as Resource['id'],
    kind: 'queue',
    name,
    arn: `arn:${name}`,
    accountId: '1',
    accountName: 'prod',
    region: 'r',
  },
  ...{ namesakes: 0, system: 's', tags: {}, firstSeen: 0, deletedAt: null, latest: {}, rates: { in: 1, out: 1 }, growthPerSecond: 0 },
  verdict: { state: 'ok', reason: 'ok', because: 'all is well', since: 0, judgedAt: 0 },
  ...{ drain: { kind: 'steady' }, loss: null, deadLetter: null, deadLetterSources: [], liveBudgetSeconds: 60, readers: null },
  ...{ config, stream: null, consumer: null, fanout: null },
  ...change,
});
const inState = (state: VerdictState) => queue('orders', { verdict: { state, reason: 'r', because: 'b', since: 0, judgedAt: 0 } });
const plan = (of: Partial<RedrivePlan> = {}): RedrivePlan => ({ ...redrivePlan.parse({}), ...of });
const STANDARD = { fifo: false, queueSources: 1, otherSources: false };

const facts = (of: Partial<RedriveFacts> = {}): RedriveFacts => ({
  ...{ enabled: true, accountName: 'prod', dlq: queue('orders-dlq'), homeless: false, running: null, received: { ok: true } },
  destinations: [{ name: 'orders', resource: queue('orders'), mappings: [] }],
  engine: chooseEngine(plan(), STANDARD),
  edit: { faults: [], fits: 0, fails: 0 },
  ...{ chosenGroups: false, watchSeconds: 180, durationSeconds: 600, now: NOW },
  ...of,
});
const states = (of: Partial<RedriveFacts>) =>
  Object.fromEntries(checkRedrive(facts(of)).flatMap(({ name, state }) => (state === 'pass' ? [] : [[name, state]])));
const to = (resource: Resource | null, mappings: string[] = []): Partial<RedriveFacts> => ({
  destinations: [{ name: 'orders', resource, mappings }],
});
const loss = (inSeconds: number) => ({
  earliestAt: NOW + inSeconds * 1000,
  latestAt: NOW + inSeconds * 1000,
  count: 1,
  kind: 'dead-letter-expiry' as const,
});

describe('the checks of a redrive', () => {
  it.each<[string, Partial<RedriveFacts>, Record<string, string>]>([
    ['nothing to say against it', {}, {}],
    ['not enabled', { enabled: false, received: null }, { enabled: 'fail', permissions: 'unknown' }],
    ['denied', { received: { ok: false, denied: true, detail: 'no' } }, { permissions: 'fail' }],
    ['AWS is away', { received: { ok: false, denied: false, detail: 'timeout' } }, { permissions: 'unknown' }],
    ['one runs', { running: 'RDV-1' as RedriveFacts['running'] }, { 'not-running': 'fail' }],
    ['messages of a subscription', { homeless: true }, { 'destination-exists': 'fail' }],
    ['an unknown destination', to(null), { 'destination-exists': 'fail' }],
    ['a deleted destination', to(queue('orders', { deletedAt: 1 })), { 'destination-exists': 'fail' }],
    ['the dead-letter queue itself', to(queue('orders-dlq')), { 'destination-accepts': 'fail' }],
    ['another region', to(queue('orders', { region: 'elsewhere' })), { 'destination-accepts': 'fail' }],
    ['a FIFO destination', to(queue('orders', { config: { ...config, fifo: true } })), { 'destination-accepts': 'fail' }],
    [
      'a smaller destination',
      to(queue('orders', { config: { ...config, maximumMessageBytes: 1024 } })),
      { 'destination-accepts': 'unknown' },
    ],
    ['a stopped consumer', to(inState('stopped')), { 'destination-verdict': 'fail' }],
    ['a poisoned consumer', to(inState('poisoned')), { 'destination-verdict': 'unknown' }],
    ['an unknown consumer', to(inState('unknown')), { 'destination-verdict': 'unknown' }],
    [
      'nobody takes what waits',
      to(queue('orders', { rates: { in: 1, out: 0 }, latest: { visible: { value: 3, at: NOW, state: 'live' } } })),
      { 'consumer-receives': 'fail' },
    ],
    ['nobody was seen', to(queue('orders', { rates: { in: null, out: null } })), { 'consumer-receives': 'unknown' }],
    ['a function reads it', to(queue('orders', { rates: { in: null, out: null } }), ['handle-orders']), {}],
    ['a watch that is too short', { watchSeconds: 60 }, { watch: 'unknown' }],
    ['no canary', { watchSeconds: null }, {}],
    ['messages that expire meanwhile', { dlq: queue('orders-dlq', { loss: loss(300) }) }, { retention: 'unknown' }],
    ['messages that expire later', { dlq: queue('orders-dlq', { loss: loss(3_600) }) }, {}],
    ['an edit that cannot be read', { edit: { faults: ['step 1: no'], fits: 0, fails: 0 } }, { edit: 'fail' }],
    ['an edit that fits none', { edit: { faults: [], fits: 0, fails: 3 } }, { edit: 'fail' }],
    ['an edit that fits some', { edit: { faults: [], fits: 2, fails: 1 } }, { edit: 'unknown' }],
    ['a task that cannot', { engine: chooseEngine(plan({ engine: 'native', groups: ['g'] }), STANDARD) }, { engine: 'fail' }],
  ])('%s', (_what, of, expected) => {
    expect(states(of)).toEqual(expected);
  });

  it('says what groups of a FIFO queue mean', () => {
    const fifo = queue('orders.fifo', { config: { ...config, fifo: true } });
    const own = { dlq: queue('dlq.fifo', { config: { ...config, fifo: true } }), ...to(fifo) };
    expect(states(own)).toEqual({});
    expect(states({ ...own, chosenGroups: true })).toEqual({ fifo: 'unknown' });
  });
});

describe('the engine', () => {
  it.each<[Partial<RedrivePlan>, Partial<typeof STANDARD>, string]>([
    [{}, {}, 'native'],
    [{ engine: 'weir' }, {}, 'weir'],
    [{ groups: ['g'] }, {}, 'weir'],
    [{ edit: [{ op: 'remove', pointer: '/a' }] }, {}, 'weir'],
    [{ ratePerSecond: 501 }, {}, 'weir'],
    [{ ratePerSecond: 0.5 }, {}, 'weir'],
    [{}, { fifo: true }, 'weir'],
    [{}, { otherSources: true }, 'weir'],
    [{}, { queueSources: 0 }, 'weir'],
    [{ engine: 'native' }, { fifo: true }, 'refused'],
  ])('of %j with %j is %s', (of, where, engine) => {
    const choice = chooseEngine(plan(of), { ...STANDARD, ...where });
    expect(choice.ok ? choice.engine : 'refused').toBe(engine);
  });
});

describe('an estimate', () => {
  it('bounds how many a plan takes, how long it takes and what it asks for', () => {
    expect(selectedOf({ low: 0, high: null }, 10, 4)).toEqual({ low: 4, high: null });
    const half = selectedOf({ low: 1_000, high: 1_000 }, 30, 15);
    expect([half.low > 300 && half.low < 500, (half.high ?? 0) > 500 && (half.high ?? 0) < 700]).toEqual([true, true]);
    const canary = { size: 5, watchSeconds: 60, confirm: false };
    // One second of canary, two watches, 55 s of ramp at little more than half the rate, the rest at 50 a second.
    expect(durationOf({ ratePerSecond: 50, canary, rampSeconds: 0 }, { low: 5, high: 1_005 })).toEqual({ low: 61, high: 141 });
    expect(requestsOf('weir', 5, { low: 100, high: 100 })).toEqual({ low: 33, high: 303 });
    expect(requestsOf('native', 5, { low: 100, high: 100 })).toEqual({ low: 6, high: 18 });
  });
});
