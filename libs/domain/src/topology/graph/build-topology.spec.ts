import { describe, expect, it } from 'vitest';
import { buildTopology } from './build-topology.js';
import { resourceIdOf } from '../../model/scope.js';
import {
  bus,
  busArn,
  functionArn,
  mapOf,
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

const ESTATE = [
  topic('orders', { policy: '{"Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"sns:Publish"}]}' }),
  queue('emails', 'emails-dlq'),
  queue('emails-dlq'),
  queue('returns'),
  subscription('orders', queueArn('emails'), { filterPolicy: '{"tier":["gold"]}' }),
  subscription('orders', 'https://partner.example/hook?token=secret', { deadLetterTargetArn: queueArn('emails-dlq') }),
  mapping(queueArn('emails'), 'send-mail'),
  bus('shop'),
  rule('shop', 'to-orders', { targets: [target(topicArn('orders')), target(busArn('central', OTHER))] }),
  pipe('returns-to-shop'),
];

const { nodes, edges } = mapOf(ESTATE);
const node = (name: string) => nodes.find((each) => each.name === name);
const joins = (kind: string) =>
  edges
    .filter((edge) => edge.kind === kind)
    .map(({ from, to }) => [from, to].map((id) => nodes.find((each) => each.id === id)?.name).join(' → '))
    .sort();

describe('the map', () => {
  it('gives everything its column', () => {
    expect(Object.fromEntries(nodes.map(({ name, column }) => [name, column]))).toEqual({
      s3: 'producers',
      orders: 'hubs',
      shop: 'hubs',
      central: 'hubs',
      emails: 'stores',
      returns: 'stores',
      'emails-dlq': 'dead-letters',
      'send-mail': 'consumers',
      'partner.example/hook': 'consumers',
    });
  });

  it('joins them by subscriptions, rules, pipes and mappings', () => {
    expect(joins('subscription')).toEqual(['orders → emails', 'orders → partner.example/hook']);
    expect(joins('rule')).toEqual(['shop → central', 'shop → orders']);
    expect(joins('pipe')).toEqual(['returns → shop']);
    expect(joins('mapping')).toEqual(['emails → send-mail']);
    expect(joins('publish')).toEqual(['s3 → orders']);
    expect(joins('redrive')).toEqual(['emails → emails-dlq', 'partner.example/hook → emails-dlq']);
  });

  it('shows what a pipe calls on the way', () => {
    const enriched = (enrichmentArn: string) => {
      const map = mapOf([queue('returns'), bus('shop'), pipe('returns-to-shop', { enrichmentArn })]);
      const edge = map.edges.find(({ kind }) => kind === 'enrichment');
      const to = map.nodes.find(({ id }) => id === edge?.to);
      return [map.nodes.find(({ id }) => id === edge?.from)?.name, edge?.via?.name, to?.name, to?.kind, to?.column];
    };
    expect(enriched('arn:aws:lambda:eu-west-1:111122223333:function:enricher')).toEqual([
      ...['returns', 'returns-to-shop', 'enricher', 'function', 'consumers'],
    ]);
    expect(enriched('arn:aws:events:eu-west-1:111122223333:api-destination/rates/0b1c').slice(2)).toEqual([
      ...['rates', 'api-destination', 'consumers'],
    ]);
  });

  it('says where failures have nowhere to go', () => {
    const without = edges
      .filter(({ withoutDeadLetters }) => withoutDeadLetters)
      .map(({ kind, to }) => `${kind} ${nodes.find(({ id }) => id === to)?.name}`);
    expect(without.sort()).toEqual(['rule central', 'rule orders', 'subscription emails']);
  });

  it('keeps what a URL hides out of its names', () => {
    expect(JSON.stringify(nodes.map(({ name }) => name))).not.toContain('secret');
  });

  it('is dark where nothing was read, never flowing', () => {
    expect(new Set(edges.filter(({ kind }) => kind !== 'redrive').map(({ state }) => state))).toEqual(new Set(['dark']));
  });

  it('has edges whose ids are their own, and the same every time', () => {
    expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length);
    expect(
      mapOf([...ESTATE].reverse())
        .edges.map(({ id }) => id)
        .sort(),
    ).toEqual(edges.map(({ id }) => id).sort());
  });

  it('shows what reaches a root and what it reaches, and counts the rest', () => {
    const around = buildTopology(sightOf(ESTATE), resourceIdOf(queueArn('returns')));
    expect(around.nodes.map(({ name }) => name).sort()).toEqual(
      ['central', 'emails', 'emails-dlq', 'orders', 'partner.example/hook', 'returns', 'send-mail', 'shop'].sort(),
    );
    expect(around.leftOut).toBe(1);
  });

  it('takes what is not in the catalogue for what its ARN says', () => {
    expect(node('send-mail')).toMatchObject({ kind: 'function', resourceId: null, arn: functionArn('send-mail'), verdict: null });
    expect(node('central')).toMatchObject({ kind: 'bus', accountId: OTHER, resourceId: null });
  });
});
