import type { TraceHop } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import type { CatalogueResource } from '../../model/catalogue.js';
import { buildTopology } from '../graph/build-topology.js';
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
  sightOf,
  subscription,
  target,
  topic,
  topicArn,
} from '../testing/small-estate.js';
import { comparePolicies } from './compare-policies.js';
import { sampleForPattern, sampleForPolicy } from './sample-event.js';
import { traceEvent, type TraceSight } from './trace-event.js';

const AT = '2026-11-24T14:32:00Z';

function trace(
  entries: readonly CatalogueResource[],
  fromArn: string,
  content: unknown,
  attributes: Record<string, unknown> = {},
  listedAt: TraceSight['listedAt'] = () => null,
) {
  const sight = sightOf(entries);
  const map = buildTopology(sight);
  const from = sight.index.byArn(fromArn);
  if (!from) throw new Error(`no ${fromArn}`);
  const answer = traceEvent(
    from,
    { content, attributes },
    { index: sight.index, nodes: new Map(map.nodes.map((node) => [node.id, node])), edges: map.edges, at: AT, listedAt },
  );
  if (!answer) throw new Error('not on the map');
  return answer;
}

const told = (hops: readonly TraceHop[]): string[] =>
  hops.map(({ node, outcome, via }) => `${via ? `${via.name} ` : ''}→ ${node.name}: ${outcome}`);
const hop = (hops: readonly TraceHop[], name: string): TraceHop | undefined => hops.find(({ node }) => node.name === name);

const ESTATE = [
  topic('orders'),
  queue('emails'),
  queue('audit'),
  queue('returns'),
  subscription('orders', queueArn('emails'), { filterPolicy: '{"tier":["gold"]}' }),
  subscription('orders', queueArn('audit'), { rawDelivery: true }),
  subscription('orders', functionArn('score'), { state: 'pending' }),
  mapping(queueArn('emails'), 'send-mail'),
  bus('shop'),
  rule('shop', 'to-orders', {
    pattern: '{"source":["shop"],"detail":{"total":[{"numeric":[">",100]}]}}',
    targets: [target(topicArn('orders'))],
  }),
  rule('shop', 'off', { state: 'DISABLED', targets: [target(queueArn('audit'))] }),
  rule('shop', 'away', { pattern: '{"source":["elsewhere"]}', targets: [target(queueArn('audit'))] }),
  pipe('returns-to-shop', {
    filters: ['{"body":{"kind":["refund"]}}'],
    inputTemplate: '{"total":<$.body.total>}',
    asEvent: { source: 'shop', detailType: 'Refund' },
  }),
];

describe('the way of a message through a topic', () => {
  it('goes to everybody whose policy lets it pass, and to the last consumer', () => {
    const { hops, consumers } = trace(ESTATE, topicArn('orders'), 'hello', { tier: 'gold' });
    expect(told(hops)).toEqual([
      '→ orders: passed',
      'emails → emails: passed',
      'send-mail → send-mail: arrived',
      'audit → audit: arrived',
      'score → score: blocked',
    ]);
    expect(consumers).toBe(2);
  });

  it('names the field that keeps it out', () => {
    const { hops } = trace(ESTATE, topicArn('orders'), 'hello', { tier: 'silver' });
    expect(hop(hops, 'emails')).toMatchObject({ outcome: 'filtered', because: expect.stringContaining('tier is "silver"') as string });
    expect(hop(hops, 'emails')?.reasons).toMatchObject([{ path: 'tier', seen: '"silver"', ok: false }]);
  });

  it('says what is missing', () => {
    expect(hop(trace(ESTATE, topicArn('orders'), 'hello').hops, 'emails')?.because).toContain('tier is missing');
  });

  it('wraps a message as SNS does, unless delivery is raw', () => {
    const { hops } = trace(ESTATE, topicArn('orders'), { a: 1 }, { tier: 'gold' });
    expect(JSON.parse(hop(hops, 'emails')?.payload ?? '')).toMatchObject({
      Type: 'Notification',
      Message: '{"a":1}',
      MessageAttributes: { tier: { Type: 'String', Value: 'gold' } },
    });
    expect(hop(hops, 'audit')?.payload).toBe('{"a":1}');
  });
});

describe('the way of an event through a bus', () => {
  it('follows rules into topics and on, and tells why others do not match', () => {
    const { hops } = trace(ESTATE, busArn('shop'), { source: 'shop', detail: { total: 250 } });
    expect(told(hops)).toEqual([
      '→ shop: passed',
      'to-orders → orders: passed',
      'emails → emails: filtered',
      'audit → audit: arrived',
      'score → score: blocked',
      'off → audit: blocked',
      'away → audit: not-matched',
    ]);
    expect(hops.find(({ via }) => via?.name === 'off')?.because).toBe('the rule is switched off');
    expect(hops.find(({ via }) => via?.name === 'away')?.because).toContain('source is "shop"');
  });

  it('goes through a pipe by its filter and its template', () => {
    const { hops } = trace(ESTATE, queueArn('returns'), { kind: 'refund', total: 250 });
    expect(told(hops).slice(0, 3)).toEqual(['→ returns: passed', 'returns-to-shop → shop: passed', 'to-orders → orders: passed']);
    expect(JSON.parse(hop(hops, 'shop')?.payload ?? '')).toEqual({ source: 'shop', 'detail-type': 'Refund', detail: { total: 250 } });
    expect(told(trace(ESTATE, queueArn('returns'), { kind: 'swap' }).hops)).toEqual([
      '→ returns: passed',
      'returns-to-shop → shop: filtered',
    ]);
  });

  it.each([
    ['START_FAILED', 'blocked', []],
    ['STOPPED', 'blocked', []],
    ['UPDATE_FAILED', 'passed', ['AWS says UPDATE_FAILED: the pipe may pass nothing, or work by older settings.']],
  ] as const)('goes through a pipe only where it may be working: %s', (currentState, outcome, warnings) => {
    const estate = ESTATE.map((entry) =>
      entry.kind === 'pipe' && entry.config !== null ? { ...entry, config: { ...entry.config, currentState } } : entry,
    );
    const { hops } = trace(estate, queueArn('returns'), { kind: 'refund', total: 250 });
    const through = hops.find(({ via }) => via?.name === 'returns-to-shop');
    expect([through?.outcome, through?.warnings.filter((warning) => warning.startsWith('AWS says'))]).toEqual([outcome, warnings]);
  });

  it('stops where it comes back to', () => {
    const loop = [bus('shop'), rule('shop', 'again', { targets: [target(busArn('shop'))] })];
    expect(told(trace(loop, busArn('shop'), { source: 'shop' }).hops)).toEqual(['→ shop: passed', 'again → shop: loop']);
  });

  it('crosses to another account only where that one lets it, and never to a third', () => {
    const open = '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"events:PutEvents"}]}';
    const third = '777788889999';
    const entries = (policy: string | null) => [
      bus('shop'),
      rule('shop', 'central', { targets: [target(busArn('central', OTHER))] }),
      bus('central', { policy }, OTHER),
      rule('central', 'on', { targets: [target(busArn('far', third))] }, OTHER),
      bus('far', { policy: '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"events:PutEvents"}]}' }, third),
    ];
    expect(told(trace(entries(null), busArn('shop'), { source: 'shop' }).hops)).toEqual(['→ shop: passed', 'central → central: blocked']);
    expect(told(trace(entries(open), busArn('shop'), { source: 'shop' }).hops)).toEqual([
      '→ shop: passed',
      'central → central: passed',
      'on → far: blocked',
    ]);
  });

  it('warns of values that a transformer puts unescaped into JSON', () => {
    const entries = [
      bus('shop'),
      queue('audit'),
      rule('shop', 'note', {
        targets: [target(queueArn('audit'), { inputTransformer: { paths: { note: '$.detail.note' }, template: '{"note": "<note>"}' } })],
      }),
    ];
    const { hops, warnings } = trace(entries, busArn('shop'), { source: 'shop', detail: { note: 'x","admin":"true' } });
    expect(hop(hops, 'audit')?.payload).toBe('{"note":"x","admin":"true"}');
    expect(warnings.join(' ')).toContain('note');
  });

  it('tells of a pattern that is not valid rather than pass it by', () => {
    const entries = [
      bus('shop'),
      queue('audit'),
      rule('shop', 'odd', { pattern: '{"source":"shop"}', targets: [target(queueArn('audit'))] }),
    ];
    expect(hop(trace(entries, busArn('shop'), { source: 'shop' }).hops, 'audit')).toMatchObject({
      outcome: 'blocked',
      because: expect.stringContaining('not valid') as string,
    });
  });
});

describe('an end that is not there', () => {
  const gone = (entries: readonly CatalogueResource[]): CatalogueResource[] =>
    entries.map((each) =>
      each.name === 'gone' && ['queue', 'topic', 'function'].includes(each.kind) ? ({ ...each, deletedAt: 5 } as CatalogueResource) : each,
    );
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

describe('what SNS hands on', () => {
  const handed = (protocol: string, rawDelivery: boolean, endpoint = 'https://a.example/x') =>
    hop(
      trace([topic('orders'), subscription('orders', endpoint, { protocol, rawDelivery })], topicArn('orders'), { a: 1 }, { tier: 'gold' })
        .hops,
      endpoint.startsWith('arn:') ? (endpoint.split(/[:/]/).at(-1) ?? '') : endpoint.replace('https://', ''),
    )?.payload;
  const envelope = {
    Type: 'Notification',
    TopicArn: topicArn('orders'),
    Message: '{"a":1}',
    Timestamp: AT,
    MessageAttributes: { tier: { Type: 'String', Value: 'gold' } },
  };

  it.each(['http', 'https', 'email-json', 'firehose', 'sqs'])('to %s is an envelope', (protocol) => {
    expect(JSON.parse(handed(protocol, false) ?? '')).toMatchObject(envelope);
  });

  it.each(['http', 'https', 'firehose', 'sqs'])('raw to %s is the message', (protocol) => {
    expect(handed(protocol, true)).toBe('{"a":1}');
  });

  it.each(['email', 'sms', 'application'])('to %s is the text', (protocol) => {
    expect(handed(protocol, false, 'somebody')).toBe('{"a":1}');
  });

  it('to a function is a list of records, raw or not', () => {
    for (const raw of [false, true])
      expect(JSON.parse(handed('lambda', raw, functionArn('score')) ?? '')).toEqual({
        Records: [
          {
            EventSource: 'aws:sns',
            EventVersion: '1.0',
            EventSubscriptionArn: `${topicArn('orders')}:score`,
            Sns: expect.objectContaining(envelope) as unknown,
          },
        ],
      });
  });

  it('raw to a queue has its attributes, as its readers filter by', () => {
    const filter = ['{"messageAttributes":{"tier":{"stringValue":["gold"]}}}'];
    const reads = (rawDelivery: boolean) =>
      hop(
        trace(
          [
            topic('orders'),
            queue('q'),
            subscription('orders', queueArn('q'), { rawDelivery }),
            mapping(queueArn('q'), 'worker', 'Enabled', filter),
          ],
          topicArn('orders'),
          'x',
          { tier: 'gold' },
        ).hops,
        'worker',
      )?.outcome;
    expect(reads(true)).toBe('arrived');
    expect(reads(false)).toBe('filtered');
  });
});

describe('what describes a record', () => {
  const stream = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';
  const filtered = (sourceArn: string, filter: string, attributes: Record<string, unknown> = {}) =>
    hop(
      trace(
        [queue('q'), queue('q.fifo'), entry('stream', stream, null), mapping(sourceArn, 'worker', 'Enabled', [filter])],
        sourceArn,
        { a: 1 },
        attributes,
      ).hops,
      'worker',
    );

  it.each<[string, string, Record<string, unknown>, TraceHop['outcome']]>([
    [queueArn('q'), `{"eventSourceARN":["${queueArn('q')}"],"awsRegion":["eu-west-1"],"eventSource":["aws:sqs"]}`, {}, 'arrived'],
    [queueArn('q'), '{"eventSourceARN":["other"]}', {}, 'filtered'],
    [queueArn('q'), '{"messageAttributes":{"tier":{"stringValue":["gold"],"dataType":["String"]}}}', { tier: 'gold' }, 'arrived'],
    [queueArn('q'), '{"messageAttributes":{"total":{"stringValue":["12"]}}}', { total: { type: 'Number', value: '12' } }, 'arrived'],
    [queueArn('q'), '{"messageAttributes":{"tier":{"stringValue":["gold"]}}}', {}, 'filtered'],
    [queueArn('q'), '{"attributes":{"ApproximateReceiveCount":["1"]}}', {}, 'arrived'],
    [queueArn('q'), '{"attributes":{"SenderId":["AIDA"]}}', {}, 'unseen'],
    [queueArn('q'), '{"messageId":[{"exists":true}]}', {}, 'unseen'],
    [queueArn('q'), '{"attributes":{"SenderId":["AIDA"]},"body":{"a":[2]}}', {}, 'filtered'],
    [queueArn('q.fifo'), '{"attributes":{"MessageGroupId":["g"]}}', {}, 'unseen'],
    [stream, `{"eventSourceARN":["${stream}"],"kinesisSchemaVersion":["1.0"]}`, {}, 'arrived'],
    [stream, '{"partitionKey":["customer-7"]}', { partitionKey: 'customer-7' }, 'arrived'],
    [stream, '{"partitionKey":["customer-7"]}', { partitionKey: 'customer-8' }, 'filtered'],
    [stream, '{"partitionKey":["customer-7"]}', {}, 'unseen'],
    [stream, '{"partitionKey":["customer-7"],"data":{"a":[2]}}', {}, 'filtered'],
  ])('%s %s', (sourceArn, filter, attributes, expected) => {
    expect(filtered(sourceArn, filter, attributes)?.outcome).toBe(expected);
  });

  it('is filtered by in pipes too, and says what only AWS sets', () => {
    const entries = (filter: string) => [
      queue('q'),
      queue('out'),
      pipe('p', { sourceArn: queueArn('q'), targetArn: queueArn('out'), filters: [filter] }),
    ];
    const filter = '{"messageAttributes":{"tier":{"stringValue":["gold"]}}}';
    expect(hop(trace(entries(filter), queueArn('q'), 'x', { tier: 'gold' }).hops, 'out')?.outcome).toBe('arrived');
    expect(hop(trace(entries(filter), queueArn('q'), 'x').hops, 'out')?.outcome).toBe('filtered');
    expect(hop(trace(entries('{"messageId":["a"]}'), queueArn('q'), 'x').hops, 'out')).toMatchObject({
      outcome: 'unseen',
      because: 'its filter asks for messageId, which AWS sets',
    });
  });
});

describe('a mapping that filters', () => {
  const stream = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';
  const reads = (sourceArn: string, filters: readonly string[] | null, content: unknown, state = 'Enabled') =>
    hop(
      trace([queue('orders'), entry('stream', stream, null), mapping(sourceArn, 'worker', state, filters)], sourceArn, content).hops,
      'worker',
    );
  const FILTER = ['{"body":{"country":["DE","FR"]}}', '{"body":{"vip":[true]}}'];

  it('hands on a message of which one filter holds, by its body', () => {
    expect(reads(queueArn('orders'), FILTER, { country: 'DE' })?.outcome).toBe('arrived');
    expect(reads(queueArn('orders'), FILTER, { country: 'US', vip: true })?.outcome).toBe('arrived');
  });

  it('says because of which field it hands on nothing', () => {
    const stopped = reads(queueArn('orders'), FILTER, { country: 'US' });
    expect(stopped).toMatchObject({ outcome: 'filtered', because: expect.stringContaining('body.country is "US"') as string });
    expect(stopped?.reasons).toMatchObject([{ path: 'body.country', ok: false }]);
    // A body that is no JSON has no fields.
    expect(reads(queueArn('orders'), FILTER, 'country=DE')?.because).toContain('body.country is missing');
  });

  it('looks into the data of a record', () => {
    expect(reads(stream, ['{"data":{"page":[{"prefix":"/cart"}]}}'], { page: '/cart/1' })?.outcome).toBe('arrived');
    expect(reads(stream, ['{"data":{"page":[{"prefix":"/cart"}]}}'], { page: '/home' })?.because).toContain('data.page is "/home"');
    expect(reads(stream, ['{"body":{"page":[{"exists":true}]}}'], { page: '/home' })?.outcome).toBe('filtered');
  });

  it('lets everything pass without one, and says so where it could not be read or is not valid', () => {
    expect(reads(queueArn('orders'), [], 'anything')?.outcome).toBe('arrived');
    expect(reads(queueArn('orders'), null, 'anything')?.outcome).toBe('unseen');
    expect(reads(queueArn('orders'), ['{"body":{"path":[{"wildcard":"a*"}]}}'], {})).toMatchObject({
      outcome: 'blocked',
      because: expect.stringContaining('not valid') as string,
    });
    expect(reads(queueArn('orders'), FILTER, { country: 'US' }, 'Disabled')?.because).toBe('the event source mapping is switched off');
  });
});

describe('another policy', () => {
  const events = [
    { name: 'gold', event: 'x', attributes: { tier: 'gold' } },
    { name: 'silver', event: 'x', attributes: { tier: 'silver' } },
  ];
  const emails = subscription('orders', queueArn('emails'), { filterPolicy: '{"tier":["gold"]}' });

  it('tells who would stop and who would start', () => {
    if (emails.kind !== 'subscription') throw new Error('no subscription');
    const compared = comparePolicies(emails, { tier: ['silver'] }, undefined, events, AT);
    expect(compared).toMatchObject({
      ok: true,
      answer: {
        stops: 1,
        starts: 1,
        results: [
          { before: true, after: false },
          { before: false, after: true },
        ],
      },
    });
    expect(comparePolicies(emails, null, undefined, events, AT)).toMatchObject({ answer: { stops: 0, starts: 1 } });
    expect(comparePolicies(emails, { tier: 'gold' }, undefined, events, AT)).toMatchObject({ ok: false, field: 'proposed' });
  });
});

describe('events made from what asks for them', () => {
  it.each([
    '{"source":["shop"],"detail":{"country":[{"anything-but":["XX"]}],"total":[{"numeric":[">",100,"<=",500]}]}}',
    '{"detail":{"file":[{"suffix":".png"}],"path":[{"wildcard":"a/*/b"}],"ip":[{"cidr":"10.0.0.0/24"}],"gone":[{"exists":false}]}}',
    '{"source":[{"prefix":{"equals-ignore-case":"SHOP."}}],"$or":[{"detail":{"vip":[true]}},{"detail":{"total":[{"numeric":[">",500]}]}}]}',
    '{"detail":{"a":[null],"b":[{"anything-but":{"prefix":"x"}}],"c":[{"exists":true}]}}',
  ])('%s', (pattern) => {
    expect(sampleForPattern(pattern)).not.toBeNull();
  });

  it('make a message for a policy of either scope', () => {
    expect(sampleForPolicy('{"tier":["gold",{"prefix":"plat"}]}', 'MessageAttributes')).toEqual({
      event: 'a message',
      attributes: { tier: 'gold' },
    });
    expect(sampleForPolicy('{"order":{"tier":["gold"]}}', 'MessageBody')).toEqual({ event: { order: { tier: 'gold' } }, attributes: {} });
    expect(sampleForPolicy('{"tier":"gold"}', 'MessageBody')).toBeNull();
  });
});
