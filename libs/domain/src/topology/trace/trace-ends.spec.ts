import { describe, expect, it } from 'vitest';
import type { CatalogueResource } from '../../model/catalogue.js';
import {
  bus,
  busArn,
  entry,
  functionArn,
  mapping,
  OTHER,
  pipe,
  queue,
  queueArn,
  rule,
  subscription,
  sightOf,
  target,
  topic,
  topicArn,
} from '../testing/small-estate.js';
import { entranceOf } from './entrance.js';
import { AT, hop, told, trace } from './testing/trace-estate.js';
import type { TraceSight } from './trace-event.js';

describe('an end that is not there', () => {
  const gone = (entries: readonly CatalogueResource[]): CatalogueResource[] =>
    entries.map((each) => (each.name === 'gone' && ['queue', 'topic', 'function'].includes(each.kind) ? { ...each, deletedAt: 5 } : each));
  const fn = (name: string) => entry('function', functionArn(name), null, name);

  it.each<[string, CatalogueResource[], string]>([
    ['a queue of a subscription', [topic('orders'), queue('gone'), subscription('orders', queueArn('gone'))], topicArn('orders')],
    ['a function of a subscription', [topic('orders'), fn('gone'), subscription('orders', functionArn('gone'))], topicArn('orders')],
    [
      'a version of a function',
      [bus('shop'), fn('gone'), rule('shop', 'r', { targets: [target(`${functionArn('gone')}:live`)] })],
      busArn('shop'),
    ],
    ['a topic of a rule', [bus('shop'), topic('gone'), rule('shop', 'r', { targets: [target(topicArn('gone'))] })], busArn('shop')],
    ['a function of a mapping', [queue('in'), fn('gone'), mapping(queueArn('in'), 'gone')], queueArn('in')],
    [
      'a queue of a pipe',
      [queue('in'), queue('gone'), pipe('p', { sourceArn: queueArn('in'), targetArn: queueArn('gone') })],
      queueArn('in'),
    ],
  ])('is no place to arrive at: %s', (_, entries, from) => {
    const { hops, consumers } = trace(gone(entries), from, { source: 'shop' });
    expect(hops.at(-1)).toMatchObject({ outcome: 'blocked', because: expect.stringMatching(/ was deleted$/) as string });
    expect(consumers).toBe(0);
  });

  it('is one that a whole listing does not have', () => {
    const entries = [bus('shop'), queue('here'), rule('shop', 'r', { targets: [target(queueArn('never')), target(queueArn('here'))] })];
    const ends = (listedAt: TraceSight['listedAt']) =>
      trace(entries, busArn('shop'), { source: 'shop' }, {}, listedAt)
        .hops.slice(1)
        .map(({ outcome, because }) => [outcome, because]);
    const unread = 'whether the policy of here lets rule r in was not looked at';
    expect(ends((_account, _region, service) => (service === 'sqs' ? 1 : null))).toEqual([
      ['blocked', 'never does not exist'],
      ['arrived', unread],
    ]);
    expect(ends(() => null)).toEqual([
      ['unseen', 'beyond what Weir can see'],
      ['arrived', unread],
    ]);
  });

  it('is not one that came back, and a function nobody looked for is said to be that', () => {
    const back = [topic('orders'), ...gone([queue('gone')]), queue('gone'), subscription('orders', queueArn('gone'))];
    expect(hop(trace(back, topicArn('orders'), 'x').hops, 'gone')?.outcome).toBe('arrived');
    const far = trace([topic('orders'), subscription('orders', functionArn('far'))], topicArn('orders'), 'x');
    expect(hop(far.hops, 'far')).toMatchObject({ outcome: 'arrived', because: 'whether this function still exists was not looked at' });
  });
});

describe('who is let in', () => {
  const allow = (service: string, sourceArn: string, action = 'sqs:SendMessage') =>
    JSON.stringify({
      Statement: [
        { Effect: 'Allow', Principal: { Service: service }, Action: action, Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } } },
      ],
    });
  const toQueue = (policy: string | null | undefined) =>
    hop(
      trace(
        [topic('orders'), queue('emails', undefined, policy === undefined ? {} : { policy }), subscription('orders', queueArn('emails'))],
        topicArn('orders'),
        'x',
      ).hops,
      'emails',
    );

  it('is who the policy of a queue names', () => {
    expect(toQueue(allow('sns.amazonaws.com', topicArn('orders')))).toMatchObject({ outcome: 'arrived', because: null });
    expect(toQueue(allow('sns.amazonaws.com', topicArn('others')))).toMatchObject({
      outcome: 'blocked',
      because: 'the policy of emails does not let topic orders send',
    });
    expect(toQueue(null)?.because).toBe('there is no policy of emails, so that topic orders may not send');
    expect(
      toQueue('{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*"},{"Effect":"Deny","Principal":"*","Action":"sqs:*"}]}')
        ?.because,
    ).toBe('the policy of emails denies topic orders to send');
  });

  it('is not told where the policy was not read or rests on what Weir cannot know', () => {
    expect(toQueue(undefined)).toMatchObject({
      outcome: 'arrived',
      because: 'whether the policy of emails lets topic orders in was not looked at',
    });
    const org = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Condition":{"StringEquals":{"aws:SourceOrgID":"o-1"}}}]}';
    expect(toQueue(org)).toMatchObject({ outcome: 'arrived', because: expect.stringContaining('rests on aws:sourceorgid') as string });
  });

  it('is asked of a rule too, unless it acts by a role', () => {
    const toTopic = (policy: string | null, given: Parameters<typeof target>[1] = {}) =>
      hop(
        trace(
          [bus('shop'), topic('orders', { policy }), rule('shop', 'r', { targets: [target(topicArn('orders'), given)] })],
          busArn('shop'),
          { source: 'shop' },
        ).hops,
        'orders',
      );
    const ruleArn = 'arn:aws:events:eu-west-1:111122223333:rule/shop/r';
    expect(toTopic(allow('events.amazonaws.com', ruleArn, 'sns:Publish'))?.because).toBe('nothing takes from orders');
    expect(toTopic(allow('sns.amazonaws.com', ruleArn, 'sns:Publish'))?.because).toBe('the policy of orders does not let rule r send');
    const role = { roleArn: `arn:aws:iam::111122223333:role/send` };
    const toQueueByRole = (policy: string | null) =>
      hop(
        trace(
          [bus('shop'), queue('q', undefined, { policy }), rule('shop', 'r', { targets: [target(queueArn('q'), role)] })],
          busArn('shop'),
          {
            source: 'shop',
          },
        ).hops,
        'q',
      );
    expect(toQueueByRole(null)).toMatchObject({ outcome: 'arrived', because: expect.stringContaining('acts by a role') as string });
    expect(toQueueByRole('{"Statement":[{"Effect":"Deny","Principal":"*","Action":"sqs:*"}]}')?.outcome).toBe('blocked');
  });

  it('is asked of a bus with its denials and conditions', () => {
    const toBus = (policy: string, event: object, account = OTHER) =>
      hop(
        trace(
          [bus('shop'), rule('shop', 'r', { targets: [target(busArn('central', account))] }), bus('central', { policy }, account)],
          busArn('shop'),
          event,
        ).hops,
        'central',
      );
    const policy = (condition: object, ...others: object[]) =>
      JSON.stringify({
        Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'events:PutEvents', Condition: condition }, ...others],
      });
    const onlyOrders = policy({ StringEquals: { 'events:detail-type': 'OrderPlaced' } });
    expect(toBus(onlyOrders, { source: 'shop', 'detail-type': 'OrderPlaced' })?.because).toBe('nothing takes from central');
    expect(toBus(onlyOrders, { source: 'shop', 'detail-type': 'Other' })?.because).toBe(
      'the policy of central does not let account 111122223333 send',
    );
    const deny = { Effect: 'Deny', Principal: '*', Action: 'events:*', Condition: { StringEquals: { 'events:source': 'shop' } } };
    expect(toBus(policy({}, deny), { source: 'shop' })?.because).toBe('the policy of central denies account 111122223333 to send');
    expect(toBus(JSON.stringify({ Statement: [deny] }), { source: 'shop' }, '111122223333')?.because).toContain('denies');
  });
});

describe('a rule that leads nowhere', () => {
  it.each<[string, Parameters<typeof rule>[2], object]>([
    ['whose targets could not be read', { targets: null }, { outcome: 'unseen', because: 'it matches, and its targets could not be read' }],
    ['without targets', { targets: [] }, { outcome: 'blocked', because: 'it matches, and has no target to hand the event to' }],
    ['that does not match either', { targets: null, pattern: '{"source":["other"]}' }, { outcome: 'not-matched' }],
    ['that is off', { targets: [], state: 'DISABLED' }, { outcome: 'blocked', because: 'the rule is switched off' }],
  ])('is a branch: %s', (_, given, expected) => {
    const { hops } = trace([bus('shop'), rule('shop', 'r', given)], busArn('shop'), { source: 'shop' });
    expect(hops).toHaveLength(2);
    expect(hops[1]).toMatchObject({ parent: 0, node: { kind: 'rule', name: 'r' }, ...expected });
  });

  it('is none when it goes by the clock', () => {
    const nightly = rule('shop', 'nightly', { pattern: null, schedule: 'rate(1 day)', targets: [target(queueArn('q'))] });
    const { hops } = trace([bus('shop'), queue('q'), nightly], busArn('shop'), { source: 'shop' });
    expect(hops).toMatchObject([{ outcome: 'blocked', because: 'nothing takes from shop' }]);
  });
});

describe('a rule that goes by the clock', () => {
  const nightly = (given: Parameters<typeof rule>[2] = {}) =>
    rule('default', 'nightly', {
      pattern: null,
      schedule: 'rate(1 day)',
      targets: [target(queueArn('q'), { id: 'one', input: '{"job":"export"}' }), target(queueArn('r'), { id: 'two' })],
      ...given,
    });
  const from = (given?: Parameters<typeof rule>[2]) => {
    const entry = nightly(given);
    return trace([bus('default'), queue('q'), queue('r'), entry, rule('default', 'other')], entry.arn, { source: 'shop' });
  };

  it('is followed with the event of the clock, and hands its constant input on', () => {
    const { hops, consumers, warnings } = from();
    expect(told(hops)).toEqual(['→ nightly: passed', 'nightly → q: arrived', 'nightly → r: arrived']);
    expect(hops[0]).toMatchObject({ because: 'the clock starts it, by rate(1 day), and no event sets it off', node: { kind: 'rule' } });
    expect(hops[1]?.payload).toBe('{"job":"export"}');
    expect(JSON.parse(hops[2]?.payload ?? '')).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      time: AT,
      detail: {},
    });
    expect(consumers).toBe(2);
    expect(warnings).toEqual(['The event given here sets nothing off: nightly is started by the clock, and its own event is followed.']);
  });

  it('is where its event enters, and a rule that matches one is not', () => {
    const other = rule('default', 'other');
    const { index } = sightOf([bus('default'), nightly(), other]);
    expect(entranceOf(nightly(), index)?.name).toBe('nightly');
    expect(entranceOf(nightly({ pattern: '{"source":["shop"]}' }), index)?.kind).toBe('bus');
    expect(entranceOf(other, index)?.kind).toBe('bus');
  });

  it.each<[string, Parameters<typeof rule>[2], string, string]>([
    ['that is off', { state: 'DISABLED' }, 'blocked', 'it is switched off'],
    ['of unread targets', { targets: null }, 'unseen', 'its targets could not be read'],
    ['without targets', { targets: [] }, 'blocked', 'it has no target'],
  ])('goes nowhere: one %s', (_, given, outcome, because) => {
    const { hops } = from(given);
    expect(hops).toMatchObject([{ outcome, because: expect.stringContaining(because) as string }]);
  });
});
