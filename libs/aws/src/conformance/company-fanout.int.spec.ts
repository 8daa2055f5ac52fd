import { fanoutConfig, type FanoutKind } from '@weir/contract';
import { dimensionSetsOf, parseEventPattern, resourceIdOf, type DiscoveredFanout, type Scope } from '@weir/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAwsAccess, type AwsAccess, type ScopeReader } from '../access.js';
import type { FanoutDiscovery } from '../fanout-discovery.js';
import { startAwsSim, type AwsSim } from './aws-sim.js';

const MINUTE = 60_000;
const SHOP: Scope = { accountId: '111122223333', region: 'eu-west-1' };
const MEDIA: Scope = { accountId: '444455556666', region: 'eu-west-1' };
/** Half an hour that CloudWatch has long settled. The clock is the real one: AWS's quotas fill up again as it goes. */
const TO = Math.floor(Date.now() / MINUTE) * MINUTE - 20 * MINUTE;
const ALL_SEEN = { topic: true, subscription: true, bus: true, rule: true, pipe: true, function: true, 'schedule-group': true };
const RANGE = { from: TO - 30 * MINUTE, to: TO, periodSeconds: 60 };

describe("the company's topics and event plane", () => {
  let sim: AwsSim;
  let access: AwsAccess;
  let reader: ScopeReader;

  const open = (): AwsAccess =>
    createAwsAccess({
      accounts: sim.accounts.map(({ id, name, roleArn, externalId }) => ({ id, name, roleArn, externalId, regions: [...sim.regions] })),
      endpoint: sim.url,
      now: Date.now,
      random: Math.random,
      onCall: () => undefined,
      credentials: async () => sim.credentials,
    });

  // Before its first answer the company lives through its past, for which a busy machine takes more than a call may.
  beforeAll(async () => {
    sim = await startAwsSim({ scenario: 'demo', clock: 'real' });
    const early = open();
    await vi.waitFor(async () => expect((await early.scope(MEDIA).discoverFanout()).complete.topic).toBe(true), { timeout: 170_000 });
    early.close();
  }, 180_000);
  afterAll(() => sim.stop());

  beforeEach(() => {
    access = open();
    reader = access.scope(MEDIA);
  });
  afterEach(async () => {
    access.close();
    await sim.befall();
  });

  const ofKinds = ({ resources }: FanoutDiscovery, ...kinds: FanoutKind[]): readonly DiscoveredFanout[] =>
    resources.filter(({ kind }) => kinds.includes(kind));

  it('are found with their subscriptions, through pages of one', async () => {
    const whole = await reader.discoverFanout();
    await sim.befall({ match: { service: 'sns' }, effect: { kind: 'small-pages', size: 1 } });
    const found = await reader.discoverFanout();
    expect(ofKinds(found, 'topic', 'subscription')).toEqual(ofKinds(whole, 'topic', 'subscription'));
    expect(found.complete).toMatchObject({ topic: true, subscription: true });
    expect(found.failures.filter(({ service }) => service === 'sns')).toEqual([]);
    expect(ofKinds(found, 'topic').map(({ name, tags }) => [name, tags['system']])).toEqual([['encoding-completed', 'encoding']]);
    const subscriptions = ofKinds(found, 'subscription');
    // Twelve to its own topic, and one to a topic of the other account.
    expect(subscriptions.filter(({ name }) => name.startsWith('encoding-completed → '))).toHaveLength(12);
    expect(subscriptions.map(({ name }) => name)).toContain('order-events → order-analytics');
    expect(subscriptions).toHaveLength(13);
    for (const { config } of subscriptions) expect(config).toMatchObject({ state: 'confirmed', problems: [] });
    for (const { config } of found.resources) expect(fanoutConfig.safeParse(config).success).toBe(true);
  });

  it('are told by one account each, wherever their subscribers are', async () => {
    const [shop, media] = await Promise.all([access.scope(SHOP).discoverFanout(), reader.discoverFanout()]);
    const arns = [...shop.resources, ...media.resources].map(({ arn }) => arn);
    expect(new Set(arns).size).toBe(arns.length);
    const across = shop.resources.concat(media.resources).flatMap(({ config }) => (config?.kind === 'subscription' ? [config] : []));
    expect(across.some(({ topicArn, endpoint }) => topicArn.includes(SHOP.accountId) && endpoint.includes(MEDIA.accountId))).toBe(true);
  });

  it('have delivery logs that agree with their metrics', async () => {
    const found = await reader.discoverFanout();
    const [topic] = ofKinds(found, 'topic');
    if (topic === undefined) throw new Error('the company has no topic');
    const resourceId = resourceIdOf(topic.arn);
    const identity = { kind: 'topic', name: topic.name, busName: null, sharesName: false } as const;
    const { series } = await reader.readFanoutMetrics({
      ...RANGE,
      resources: [
        {
          resourceId,
          family: 'sns.topic',
          dimensionSets: dimensionSetsOf('sns.topic', identity),
          metrics: ['published', 'delivered', 'failed', 'filteredOut'],
        },
      ],
    });
    const sumOf = (metric: string): number =>
      series.find((one) => one.metric === metric)?.points.reduce((sum, [, value]) => sum + value, 0) ?? Number.NaN;
    expect(series.map(({ metric, outcome }) => [metric, outcome])).toEqual(
      ['published', 'delivered', 'failed', 'filteredOut'].map((metric) => [metric, 'complete']),
    );
    expect(series.find(({ metric }) => metric === 'published')?.answeredBy).toBe(0);
    expect(sumOf('published')).toBeGreaterThan(0);
    expect(sumOf('delivered')).toBeGreaterThan(sumOf('published'));
    const logs = await reader.readDeliveryLogs({ topicArn: topic.arn, from: RANGE.from, to: RANGE.to, budget: { pages: 20, bytes: 2e7 } });
    expect([logs.failures.outcome, logs.successes.outcome].every((outcome) => outcome === 'complete' || outcome === 'missing')).toBe(true);
    expect(logs.successes.uncounted + logs.failures.uncounted).toBe(0);
    const logged = logs.destinations.reduce((sum, { successes }) => sum + successes, 0);
    // A tenth of the successes of all but mail is logged.
    expect(logged).toBeGreaterThan(0);
    expect(logged).toBeLessThan(sumOf('delivered') / 4);
    const endpoints = new Set(found.resources.flatMap(({ config }) => (config?.kind === 'subscription' ? [config.endpoint] : [])));
    for (const { destination } of logs.destinations) expect(endpoints).toContain(destination);
  });

  it('whose log groups are refused are told apart from those that have none', async () => {
    const [quiet] = ofKinds(await access.scope(SHOP).discoverFanout(), 'topic').filter(({ name }) => name === 'shop-alarms');
    const request = { from: RANGE.from, to: RANGE.to, budget: { pages: 2, bytes: 1e6 } };
    const none = await access.scope(SHOP).readDeliveryLogs({ ...request, topicArn: quiet?.arn ?? '' });
    expect([none.failures.outcome, none.successes.outcome]).toEqual(['missing', 'missing']);
    await sim.befall({ match: { service: 'logs' }, effect: { kind: 'deny', by: 'identity' } });
    const denied = await access.scope(SHOP).readDeliveryLogs({ ...request, topicArn: quiet?.arn ?? '' });
    expect(denied.failures.outcome).toMatchObject({ kind: 'denied', action: 'logs:FilterLogEvents' });
  });

  it.each([
    ['ListTopics', { topic: false, subscription: false }],
    ['ListSubscriptions', { topic: true, subscription: false }],
    ['GetTopicAttributes', { topic: true, subscription: true }],
    ['GetSubscriptionAttributes', { topic: true, subscription: true }],
    ['ListTagsForResource', { topic: true, subscription: true }],
  ] as const)('say that sns:%s is denied, and nothing of what that hides is gone', async (api, complete) => {
    const whole = await reader.discoverFanout();
    await sim.befall({ match: { service: 'sns', api }, effect: { kind: 'deny', by: 'identity' } });
    const found = await reader.discoverFanout();
    expect(found.complete).toMatchObject(complete);
    const seen = (kind: FanoutKind) => ofKinds(found, kind).map(({ arn }) => arn);
    expect(seen('topic')).toEqual(api === 'ListTopics' ? [] : ofKinds(whole, 'topic').map(({ arn }) => arn));
    if (complete.subscription) expect(seen('subscription')).toEqual(ofKinds(whole, 'subscription').map(({ arn }) => arn));
    const told = found.failures.filter(({ service }) => service === 'sns').map(({ error }) => [error.kind, error.action]);
    expect(told).toEqual(api === 'ListTagsForResource' ? [] : [['denied', `sns:${api}`]]);
  });

  it('are found whole: buses, rules with their targets, pipes, schedules, and the functions that these feed', async () => {
    const whole = await access.scope(SHOP).discoverFanout();
    await sim.befall({ effect: { kind: 'small-pages', size: 1 } });
    const found = await access.scope(SHOP).discoverFanout();
    expect(found).toEqual(whole);
    expect({ failures: found.failures, complete: found.complete }).toEqual({ failures: [], complete: ALL_SEEN });
    for (const kind of Object.keys(ALL_SEEN) as FanoutKind[]) expect(ofKinds(found, kind).length, kind).toBeGreaterThan(0);
    for (const { name, config } of found.resources) {
      expect(config?.problems, name).toEqual([]);
      expect(fanoutConfig.safeParse(config).success).toBe(true);
    }
    const rules = found.resources.flatMap(({ config }) => (config?.kind === 'rule' ? [config] : []));
    const buses = new Set(ofKinds(found, 'bus').map(({ arn }) => arn));
    for (const { busArn, pattern, schedule } of rules) {
      expect(buses).toContain(busArn);
      expect(pattern === null).not.toBe(schedule === null);
      if (pattern !== null) expect(parseEventPattern(pattern).ok, pattern).toBe(true);
    }
    const destinations = rules.flatMap(({ targets }) => targets?.filter(({ arn }) => arn.includes(':api-destination/')) ?? []);
    expect(destinations.length).toBeGreaterThan(0);
    for (const { apiDestination } of destinations) expect(apiDestination?.connectionState).toBe('AUTHORIZED');
  });

  it('are counted by rules under one dimension set, whichever it is', async () => {
    const found = await access.scope(SHOP).discoverFanout();
    const resources = found.resources.flatMap(({ arn, name, config }) => {
      if (config?.kind !== 'rule' || config.state !== 'ENABLED' || config.pattern === null) return [];
      const identity = { kind: 'rule', name, busName: config.busName, sharesName: false } as const;
      const dimensionSets = dimensionSetsOf('events.rule', identity);
      return [{ resourceId: resourceIdOf(arn), family: 'events.rule' as const, dimensionSets, metrics: ['matched' as const] }];
    });
    const { series } = await access.scope(SHOP).readFanoutMetrics({ ...RANGE, resources });
    expect(series).toHaveLength(resources.length);
    expect(new Set(series.map(({ outcome }) => outcome))).toEqual(new Set(['complete']));
    const answering = series.filter(({ points }) => points.length > 0);
    expect(answering.length).toBeGreaterThan(0);
    const again = await access.scope(SHOP).readFanoutMetrics({
      ...RANGE,
      resources: answering.map(({ resourceId, answeredBy }) => {
        const asked = resources.find((resource) => resource.resourceId === resourceId);
        if (asked === undefined || answeredBy === null) throw new Error('an answer to nothing that was asked');
        return { ...asked, dimensionSets: asked.dimensionSets.slice(answeredBy, answeredBy + 1) };
      }),
    });
    expect(again.series.map(({ points }) => points)).toEqual(answering.map(({ points }) => points));
  });

  it.each([
    ['events', 'ListEventBuses', { bus: false, rule: false, function: false }],
    ['events', 'DescribeEventBus', {}],
    ['events', 'ListRules', { rule: false, function: false }],
    ['events', 'ListTargetsByRule', { function: false }],
    ['events', 'ListArchives', {}],
    ['events', 'ListApiDestinations', {}],
    ['events', 'ListConnections', {}],
    ['pipes', 'ListPipes', { pipe: false, function: false }],
    ['pipes', 'DescribePipe', {}],
    ['scheduler', 'ListScheduleGroups', { 'schedule-group': false, function: false }],
    ['scheduler', 'ListSchedules', { function: false }],
    ['lambda', 'ListFunctions', { function: false }],
    ['lambda', 'ListEventSourceMappings', { function: false }],
  ] as const)('say that %s:%s is denied, and hide nothing else', async (service, api, unseen) => {
    await sim.befall({ match: { service, api }, effect: { kind: 'deny', by: 'identity' } });
    const found = await access.scope(SHOP).discoverFanout();
    const { failures, complete } = found;
    expect(complete).toEqual({ ...ALL_SEEN, ...unseen });
    expect(new Set(failures.map(({ error }) => `${error.kind} ${error.action}`))).toEqual(new Set([`denied ${service}:${api}`]));
    expect(ofKinds(found, 'topic').length).toBeGreaterThan(0);
  });

  it('are found in full by a discovery that is throttled', async () => {
    await sim.befall({ effect: { kind: 'throttle', share: 0.15 } });
    const { failures, complete } = await reader.discoverFanout();
    expect({ failures, complete }).toEqual({ failures: [], complete: ALL_SEEN });
  });
});
