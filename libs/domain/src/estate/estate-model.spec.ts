import { expect, it } from 'vitest';
import type { CatalogueResource } from '../model/catalogue.js';
import { resourceIdOf } from '../model/scope.js';
import type { ResourceState } from '../model/state.js';
import { mapping, pipe, queue as queueOf, queueArn, rule, subscription, target, topic } from '../topology/testing/small-estate.js';
import { EstateModel } from './estate-model.js';

const NOON = Date.UTC(2026, 10, 24, 12);
const arn = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
const queue = (name: string, deletedAt: number | null = null): CatalogueResource => ({
  id: resourceIdOf(arn(name)),
  kind: 'queue',
  arn: arn(name),
  name,
  accountId: '111122223333',
  region: 'eu-west-1',
  tags: {},
  firstSeen: NOON,
  lastSeen: NOON,
  deletedAt,
  config: null,
});
const stopped = (name: string): ResourceState => ({
  resourceId: resourceIdOf(arn(name)),
  verdict: { state: 'stopped', reason: 'nobody-receiving', because: 'x', since: NOON, judgedAt: NOON, standing: null },
  latest: {},
  rates: { in: null, out: null },
  drain: { kind: 'unknown' },
  loss: null,
  growthPerSecond: null,
  liveBudgetSeconds: 30,
});

it('forgets what the catalogue no longer holds, and what was judged of it', () => {
  const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
  model.setCatalogue([queue('orders'), queue('payments', NOON)]);
  model.setStates([stopped('orders'), stopped('payments')]);
  expect([...model.all()].map(({ name, verdict }) => [name, verdict.state])).toEqual([
    ['orders', 'stopped'],
    ['payments', 'stopped'],
  ]);

  model.setCatalogue([queue('orders')]);
  expect([...model.all()].map(({ name }) => name)).toEqual(['orders']);
  expect(model.get(resourceIdOf(arn('payments')))).toBeUndefined();
  // One that comes back under its old name is judged anew.
  model.setCatalogue([queue('orders'), queue('payments')]);
  expect([...model.all()].map(({ name, verdict }) => [name, verdict.state])).toEqual([
    ['orders', 'stopped'],
    ['payments', 'unknown'],
  ]);
});

it('counts a subscription to the system of its topic', () => {
  const topicArn = 'arn:aws:sns:eu-west-1:111122223333:order-events';
  const base = { accountId: '111122223333', region: 'eu-west-1', firstSeen: NOON, lastSeen: NOON, deletedAt: null, config: null };
  const named = (subscription: string): string => `${topicArn}:${subscription}`;
  const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
  model.setCatalogue([
    { ...base, id: resourceIdOf(topicArn), kind: 'topic', arn: topicArn, name: 'order-events', tags: { system: 'checkout' } },
    {
      ...base,
      id: resourceIdOf(named('mailer')),
      kind: 'subscription',
      arn: named('mailer'),
      name: 'order-events → mailer',
      tags: {},
      config: {
        kind: 'subscription',
        topicArn,
        protocol: 'sqs',
        endpoint: arn('mailer'),
        state: 'confirmed',
        filterPolicy: null,
        filterPolicyScope: 'MessageAttributes',
        rawDelivery: false,
        deadLetterTargetArn: null,
        deliveryPolicy: null,
        problems: [],
      },
    },
  ]);
  expect([...model.all()].map(({ system }) => system)).toEqual(['checkout', 'checkout']);
});

it('says of a mapping that reads a queue whether it is on, and leaves the rest to its queue', () => {
  const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
  const on = mapping(arn('orders'), 'mail');
  const off = mapping(arn('orders'), 'audit', 'Disabled');
  model.setCatalogue([queue('orders'), on, off]);
  expect([on, off].map(({ id }) => model.get(id)?.verdict)).toMatchObject([
    { state: 'ok', reason: 'judged-by-queue' },
    { state: 'disabled', reason: 'switched-off', because: 'nobody reads orders by it' },
  ]);
});

it('knows a dead-letter queue by everything that fails into it', () => {
  const deadLetterTargetArn = queueArn('dlq');
  const first = subscription('events', queueArn('orders'), { deadLetterTargetArn });
  const twice = rule('shop', 'placed', {
    targets: [target(queueArn('orders'), { deadLetterTargetArn }), target(queueArn('mail'), { id: 'mail', deadLetterTargetArn })],
  });
  const piped = pipe('cdc', { deadLetterTargetArn });
  const toTopic = subscription('events', queueArn('mail'), { deadLetterTargetArn: topic('alarms').arn });
  const gone = { ...pipe('old', { deadLetterTargetArn }), deletedAt: NOON };
  const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
  const [orders, dlq, alarms] = [queueOf('orders', 'dlq'), queueOf('dlq'), topic('alarms')];
  model.setCatalogue([orders, dlq, alarms, first, twice, piped, toTopic, gone]);
  expect(model.get(dlq.id)?.deadLetterSources).toEqual([orders, first, twice, piped].map(({ id, kind, name }) => ({ id, kind, name })));
  expect(model.get(alarms.id)?.deadLetterSources).toEqual([]);
  expect(model.setStates([{ ...stopped('dlq'), resourceId: dlq.id }])).toEqual(new Set([dlq.id, orders.id]));
});
