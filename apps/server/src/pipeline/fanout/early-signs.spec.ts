import type { RuleConfig, SubscriptionConfig } from '@weir/contract';
import { type CatalogueResource, FanoutIndex, resourceIdOf, type SettingChange } from '@weir/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import { EarlySigns } from './early-signs.js';
import { WatchedFanouts } from './watched-fanouts.js';

const NOON = Date.UTC(2026, 10, 24, 12);
const MINUTE = 60_000;
const arn = (service: string, name: string): string => `arn:aws:${service}:eu-west-1:111122223333:${name}`;
const listed = (of: string, name: string) => ({
  id: resourceIdOf(of),
  arn: of,
  name,
  accountId: '111122223333',
  region: 'eu-west-1',
  tags: {},
  firstSeen: 0,
  lastSeen: 0,
  deletedAt: null,
});

const TOPIC = arn('sns', 'orders');
const SUBSCRIPTION = `${TOPIC}:1`;
const BUS = arn('events', 'event-bus/shop');
const DEAD = arn('sqs', 'orders-dlq');
const SHARED = arn('sqs', 'everything-dlq');
const ruleArn = (index: number): string => arn('events', `rule/shop/rule-${index}`);

const subscription: SubscriptionConfig = {
  kind: 'subscription',
  topicArn: TOPIC,
  protocol: 'lambda',
  endpoint: arn('lambda', 'function:mail'),
  state: 'confirmed',
  filterPolicy: null,
  filterPolicyScope: 'MessageAttributes',
  rawDelivery: false,
  deadLetterTargetArn: DEAD,
  deliveryPolicy: null,
  problems: [],
};
const rule = (deadLetterTargetArn: string): RuleConfig => ({
  kind: 'rule',
  busName: 'shop',
  busArn: BUS,
  state: 'ENABLED',
  pattern: '{}',
  schedule: null,
  managedBy: null,
  targets: [
    {
      id: 'one',
      arn: arn('lambda', 'function:mail'),
      roleArn: null,
      deadLetterTargetArn,
      retry: null,
      input: null,
      inputPath: null,
      inputTransformer: null,
      apiDestination: null,
    },
  ],
  problems: [],
});

const CATALOGUE: readonly CatalogueResource[] = [
  { ...listed(TOPIC, 'orders'), kind: 'topic', config: null },
  { ...listed(SUBSCRIPTION, 'orders → mail'), kind: 'subscription', config: subscription },
  { ...listed(BUS, 'shop'), kind: 'bus', config: null },
  ...Array.from({ length: 27 }, (_, index): CatalogueResource => ({
    ...listed(ruleArn(index), `rule-${index}`),
    kind: 'rule',
    config: rule(index === 0 ? DEAD : SHARED),
  })),
  { ...listed(DEAD, 'orders-dlq'), kind: 'queue', config: null },
  { ...listed(SHARED, 'everything-dlq'), kind: 'queue', config: null },
];

describe('signs of trouble in what is read anyhow', () => {
  let fanouts: WatchedFanouts;
  let signs: EarlySigns;
  let depths: Readonly<Record<string, number>>;

  beforeEach(() => {
    fanouts = new WatchedFanouts();
    fanouts.setCatalogue(CATALOGUE);
    depths = { [DEAD]: 7, [SHARED]: 7 };
    signs = new EarlySigns(fanouts, (of) => depths[of] ?? null);
    signs.setCatalogue(new FanoutIndex(CATALOGUE));
  });

  const suspected = (now: number): readonly string[] =>
    fanouts
      .all()
      .filter((fanout) => fanout.needs(false, now).suspected)
      .map(({ entry }) => entry.name);

  it('a dead-letter queue that fills points at whose failures it takes, and what those are seen through', () => {
    signs.noteDepths(NOON);
    expect(suspected(NOON)).toEqual([]);
    depths = { ...depths, [DEAD]: 8 };
    signs.noteDepths(NOON + MINUTE);
    expect(suspected(NOON + MINUTE)).toEqual(['orders', 'orders → mail', 'shop', 'rule-0']);
    expect(suspected(NOON + 11 * MINUTE)).toEqual([]);
  });

  it('one that is emptied, stays as it is or cannot be read is no sign', () => {
    signs.noteDepths(NOON);
    for (const next of [{ [DEAD]: 3 }, { [DEAD]: 3 }, {}]) {
      depths = next;
      signs.noteDepths(NOON);
    }
    expect(suspected(NOON)).toEqual([]);
  });

  it('one that half an estate shares points at nobody', () => {
    signs.noteDepths(NOON);
    depths = { ...depths, [SHARED]: 900 };
    signs.noteDepths(NOON);
    expect(suspected(NOON)).toEqual([]);
  });

  it('an edit is watched for as long as it may explain something', () => {
    const edit = (at: number): SettingChange => ({ at, field: 'pattern', before: null, after: null });
    signs.noteEdits(new Map([[resourceIdOf(ruleArn(3)), [edit(NOON - 300 * MINUTE), edit(NOON)]]]));
    expect(suspected(NOON + 19 * MINUTE)).toEqual(['shop', 'rule-3']);
    expect(suspected(NOON + 20 * MINUTE)).toEqual([]);
  });

  it('of a subscription whose queue pauses its topic is looked at, and of anything else itself, until it is judged anew', () => {
    const [topic, mail] = [fanouts.get(resourceIdOf(TOPIC)), fanouts.get(resourceIdOf(SUBSCRIPTION))];
    if (!topic || !mail) throw new Error('not watched');
    signs.noteJudged(mail, true, NOON);
    expect(suspected(NOON)).toEqual(['orders', 'orders → mail']);
    signs.noteJudged(mail, false, NOON + MINUTE);
    expect(suspected(NOON + MINUTE)).toEqual([]);
    signs.noteJudged(topic, true, NOON + MINUTE);
    expect(suspected(NOON + MINUTE)).toEqual(['orders']);
  });
});
