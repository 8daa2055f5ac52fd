import { describe, expect, it } from 'vitest';
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
  target,
  topic,
  topicArn,
} from '../testing/small-estate.js';
import { comparePolicies } from './compare-policies.js';
import { sampleForPattern, sampleForPolicy } from './sample-event.js';
import { AT, hop, told, trace } from './testing/trace-estate.js';

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
