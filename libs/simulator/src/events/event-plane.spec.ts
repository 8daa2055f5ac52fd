import { describe, expect, it } from 'vitest';
import { DATA, PROD } from '../estate/accounts.js';
import { estateOf } from '../estate/scenarios.js';
import { PIPE_FIELDS } from '../pipes/simulated-pipe.js';
import { World } from '../world/world.js';
import { policyForAccounts } from './bus-policy.js';
import { quickEstate } from './testing/quick-estate.js';
import { RULE_FIELDS, type SimulatedRule } from './simulated-rule.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 24, 14, 32);

/** A night has to be in it, for what happens at night. */
const estate = { ...quickEstate(estateOf('healthy', NOW)), history: { days: 0.2, warmUpDays: 0.5, keepDays: 2 } };
const build = (startedAt = NOW, seed = 1): World => new World({ estate, seed, startedAt });

function rulesOf(world: World): SimulatedRule[] {
  world.timeline.advance(NOW);
  return world.allScopes.flatMap(({ events }) => [...events.buses.buses.values()].flatMap((bus) => [...bus.rules.values()]));
}

/** Every value of every minute of three hours, of all rules and pipes. */
function fingerprint(world: World): Map<string, string> {
  const told = new Map<string, string>();
  const minutes = Array.from({ length: 180 }, (_, at) => NOW - 3 * HOUR + at * MINUTE);
  for (const { arn, table } of rulesOf(world)) {
    told.set(arn, minutes.map((minute) => RULE_FIELDS.map((field) => table.read(minute, field)).join()).join(';'));
  }
  for (const { events } of world.allScopes) {
    for (const { arn, table } of events.pipes.byName.values()) {
      told.set(arn, minutes.map((minute) => PIPE_FIELDS.map((field) => table.read(minute, field)).join()).join(';'));
    }
  }
  return told;
}

describe('history of the event plane', () => {
  const whole = fingerprint(build());

  it('is the same to the last value whether the world was started now or an hour later', () => {
    expect(whole.size).toBeGreaterThan(20);
    expect(fingerprint(build(NOW + HOUR))).toEqual(whole);
  });

  it('is the same whether it was told in one go or in small pieces', () => {
    const pieces = build();
    while (pieces.prepare(NOW, 97));
    expect(fingerprint(pieces)).toEqual(whole);
  });

  it('is another with another seed', () => {
    expect(fingerprint(build(NOW, 2))).not.toEqual(whole);
  });
});

describe('the healthy company', () => {
  const world = build();
  const rules = rulesOf(world);
  const ruleNamed = (name: string): SimulatedRule => {
    const rule = rules.find(({ place }) => place.name === name);
    if (!rule) throw new Error(`no ${name}`);
    return rule;
  };

  it('delivers every event to every target', () => {
    for (const { arn, lines } of rules) {
      for (const { totals } of lines.values()) {
        expect(totals.matched, arn).toBeGreaterThan(0);
        expect(totals.invoked, arn).toBe(totals.matched);
        expect(totals.failed + totals.waiting, arn).toBe(0);
      }
    }
  });

  it('takes no queue away from a topic', () => {
    const { topics, events } = estateOf('healthy', NOW);
    const subscribed = topics.flatMap(({ subscriptions }) => subscriptions.map(({ endpoint }) => endpoint));
    expect(Object.keys(events.queuePolicies).filter((arn) => subscribed.includes(arn))).toEqual([]);
  });

  it('puts into queues what rules deliver, and nothing else', () => {
    const scope = world.scope(PROD, 'eu-west-1');
    for (const name of ['invoices-abroad', 'welcome-mails', 'charge-settlements', 'invoice-files']) {
      const rule = rules.find(({ lines }) => [...lines.values()].some(({ target }) => target.arn.endsWith(`:${name}`)));
      const [line] = rule?.lines.values() ?? [];
      expect(scope?.queueAt(name, NOW)?.ledger.sent, name).toBe((line?.totals.invoked ?? Number.NaN) + (line?.minute.invoked ?? 0));
    }
  });

  it('hands events over to the other account within the minute', () => {
    const [sent] = ruleNamed('to-analytics').lines.values();
    const bus = world.scope(DATA, 'eu-west-1')?.events.buses.buses.get('analytics');
    const minute = Math.floor(NOW / MINUTE) * MINUTE - 5 * MINUTE;
    expect(sent?.table.read(minute, 'invoked')).toBeGreaterThan(100);
    expect(bus?.table.read(minute, 'events')).toBe(sent?.table.read(minute, 'invoked'));
  });

  it('lets a rule of two targets match once, and invoke both', () => {
    const { table, lines } = ruleNamed('payment-declined');
    const minute = Math.floor(NOW / MINUTE) * MINUTE - 5 * MINUTE;
    const matched = table.read(minute, 'matched');
    expect(matched).toBeGreaterThan(0);
    expect(lines.size).toBe(2);
    expect(table.read(minute, 'invoked')).toBe(2 * matched);
  });

  it('runs schedules on the minute', () => {
    const runs = Array.from({ length: 15 }, (_, at) => ruleNamed('synthetic-checkout').table.read(NOW - (at + 1) * MINUTE, 'runs'));
    expect(runs.reduce((sum, each) => sum + each, 0)).toBe(3);
  });

  it('carries a pipe over: what the queue loses the target gains, but for what is filtered out', () => {
    const scope = world.scope(PROD, 'eu-west-1');
    const totals = scope?.events.pipes.byName.get('returns-to-warehouse')?.totals;
    const open = scope?.events.pipes.byName.get('returns-to-warehouse')?.minute;
    if (!totals || !open) throw new Error('no pipe');
    const sum = (field: 'received' | 'filtered' | 'delivered'): number => totals[field] + open[field];
    expect(sum('received')).toBe(sum('filtered') + sum('delivered'));
    expect(sum('filtered') / sum('received')).toBeCloseTo(0.1, 1);
    expect(scope?.queueAt('warehouse-returns', NOW)?.ledger.deleted).toBe(sum('received'));
    expect(scope?.queueAt('warehouse-inbound', NOW)?.ledger.sent).toBe(sum('delivered'));
  });
});

describe('what AWS does not do', () => {
  it('is to send an event that came from one account on to another', () => {
    const world = build();
    world.timeline.advance(NOW);
    const [shop, data] = [PROD, DATA].map((accountId) => world.scope(accountId, 'eu-west-1')?.events.buses);
    const analytics = data?.buses.get('analytics');
    const home = shop?.buses.get('shop');
    if (!data || !analytics || !home) throw new Error('no bus');
    home.settings.policy = policyForAccounts(home.arn, [DATA]);
    const settings = { description: '', scheduleExpression: null, state: 'ENABLED', managedBy: null } as const;
    const back = data.putRule(analytics, 'back', { ...settings, eventPattern: '{"detail-type":["CartAbandoned"]}' });
    const target = { roleArn: null, deadLetterArn: null, retryPolicy: null, input: { kind: 'event' } } as const;
    back.putTarget({ ...target, id: 'shop', arn: home.arn });
    const own = data.putRule(analytics, 'own', { ...settings, eventPattern: '{"detail-type":["CartAbandoned"]}' });
    own.putTarget({ ...target, id: 'default', arn: data.buses.get('default')?.arn ?? '' });
    world.timeline.advance(NOW + 5 * MINUTE);
    const [prevented, delivered] = [back, own].map(({ lines }) => [...lines.values()][0]?.totals);
    expect(prevented?.matched).toBeGreaterThan(100);
    expect(prevented).toMatchObject({ prevented: prevented?.matched, lost: prevented?.matched, attempts: 0 });
    expect(delivered).toMatchObject({ invoked: delivered?.matched, prevented: 0 });
  });

  it('is to call an API destination faster than it was set up for', () => {
    const slow = estate.events.apiDestinations.map((destination) => ({ ...destination, perSecond: 1 }));
    const world = new World({ estate: { ...estate, events: { ...estate.events, apiDestinations: slow } }, seed: 1, startedAt: NOW });
    const rule = rulesOf(world).find(({ place }) => place.name === 'cart-reminders');
    const [line] = rule?.lines.values() ?? [];
    const minute = NOW - 10 * MINUTE;
    expect(rule?.table.read(minute, 'matched')).toBeGreaterThan(80);
    expect(rule?.table.read(minute, 'attempts')).toBe(60);
    expect(rule?.table.read(minute, 'retries')).toBe(0);
    // What waits for longer than the target allows is dead without ever having been tried.
    expect(rule?.table.read(minute, 'deadLettered')).toBeGreaterThan(0);
    expect(line?.held).toBeGreaterThan(0);
  });

  it('is to wait for an API destination for more than five seconds', () => {
    const answers = { kind: 'failing', share: 1, statusCode: 504 } as const;
    const mute = estate.events.apiDestinations.map((destination) => ({ ...destination, answers }));
    const world = new World({ estate: { ...estate, events: { ...estate.events, apiDestinations: mute } }, seed: 1, startedAt: NOW });
    world.timeline.advance(NOW);
    const desk = world.scope(PROD, 'eu-west-1')?.deskAt('shop-events-dlq', NOW);
    const [letter] = desk?.receive(1, 30, NOW) ?? [];
    expect(letter?.message.attributes).toMatchObject({
      ERROR_CODE: { StringValue: 'TIMEOUT' },
      EXHAUSTED_RETRY_CONDITION: { StringValue: expect.stringMatching(/^Maximum(RetryAttempts|EventAgeInSeconds)$/) as string },
      RULE_ARN: { StringValue: `arn:aws:events:eu-west-1:${PROD}:rule/shop/cart-reminders` },
    });
    expect(JSON.parse(letter?.message.body ?? '')).toMatchObject({ source: 'shop.carts', 'detail-type': 'CartAbandoned', account: PROD });
  });
});
