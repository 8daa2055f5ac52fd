import { describe, expect, it } from 'vitest';
import { DATA, PROD } from '../estate/accounts.js';
import { company } from '../estate/company.js';
import type { EstateBlueprint } from '../estate/blueprint.js';
import { queueArn } from '../world/arn.js';
import { World } from '../world/world.js';
import { verbatim } from '../queue/cohort.js';
import type { Parcel, Sender } from './parcel.js';
import { policyFor } from './resource-policy.js';
import { SimulatedEndpoint, type EndpointState } from './simulated-endpoint.js';

const NOW = Date.UTC(2026, 10, 24, 14, 30);
const TOPIC = `arn:aws:sns:eu-west-1:${PROD}:somewhere`;
const SENDER: Sender = { service: 'sns.amazonaws.com', arn: TOPIC, accountId: PROD };
const parcel = (changes: Partial<Parcel> = {}): Parcel => ({
  count: 5,
  bytes: 100,
  wording: verbatim('hello', { colour: { DataType: 'String', StringValue: 'red' } }),
  group: null,
  deduplicationId: null,
  sender: SENDER,
  ...changes,
});

/** Two queues nobody empties, one of them FIFO, in the second account. */
function world(): World {
  const estate = company();
  const policyOf = (name: string): Record<string, string> => {
    const arn = queueArn({ accountId: DATA, region: 'eu-west-1', name });
    return { Policy: policyFor('sqs:SendMessage', arn, 'sns.amazonaws.com', [TOPIC]) };
  };
  const queues = estate.queues
    .filter(({ accountId, region, name }) => accountId === DATA && region === 'eu-west-1' && /^(media-dlq|catalogue-publish)/.test(name))
    .map((queue) => ({ ...queue, traffic: null, consumer: null, verbatim: policyOf(queue.name) }));
  const small: EstateBlueprint = { ...estate, queues, streams: [], history: { days: 0.125, warmUpDays: 0, keepDays: 1 } };
  return new World({ estate: small, seed: 1, startedAt: NOW });
}
const arn = (name: string): string => queueArn({ accountId: DATA, region: 'eu-west-1', name });
const refusedFor = (reason: string): object => ({ delivered: 0, retryable: 0, permanent: 5, failure: { reason } });

describe('handing over to a queue', () => {
  it('counts as sent, in whatever account, and is worded when somebody looks', () => {
    const here = world();
    const scope = here.scope(DATA, 'eu-west-1');
    here.timeline.advance(NOW);
    expect(here.office.handOver(arn('media-dlq'), parcel(), NOW)).toEqual({ delivered: 5, retryable: 0, permanent: 0, failure: null });
    const desk = scope?.deskAt('media-dlq', NOW);
    expect(desk?.queue.ledger.sent).toBe(5);
    expect(desk?.receive(1, 30, NOW)[0]?.message).toMatchObject({ body: 'hello', attributes: { colour: { StringValue: 'red' } } });
  });

  it('drops a repetition where a FIFO queue recognises it', () => {
    const here = world();
    const one = parcel({ count: 1, group: 'a', deduplicationId: 'same' });
    here.timeline.advance(NOW);
    here.office.handOver(arn('catalogue-publish.fifo'), one, NOW);
    here.office.handOver(arn('catalogue-publish.fifo'), one, NOW);
    expect(here.scope(DATA, 'eu-west-1')?.queueAt('catalogue-publish.fifo', NOW)?.visible).toBe(1);
  });

  it.each<[name: string, queue: string, changes: Partial<Parcel>, reason: string]>([
    ['a sender the policy does not name', 'media-dlq', { sender: { ...SENDER, arn: `${TOPIC}-else` } }, 'permission-denied'],
    ['another service', 'media-dlq', { sender: { ...SENDER, service: 'events.amazonaws.com' } }, 'permission-denied'],
    ['a queue that does not exist', 'nowhere', {}, 'missing'],
    ['a message without a group for a FIFO queue', 'catalogue-publish.fifo', {}, 'rejected'],
    ['a message larger than the queue takes', 'media-dlq', { bytes: 1_048_577 }, 'rejected'],
  ])('fails for good: %s', (_name, queue, changes, reason) => {
    const here = world();
    here.timeline.advance(NOW);
    expect(here.office.handOver(arn(queue), parcel(changes), NOW)).toMatchObject(refusedFor(reason));
  });

  it('finds nobody at the address of a queue that was deleted', () => {
    const here = world();
    here.scope(DATA, 'eu-west-1')?.delete('media-dlq', NOW);
    expect(here.office.handOver(arn('media-dlq'), parcel(), NOW)).toMatchObject(refusedFor('missing'));
  });

  it('heeds a policy that changes', () => {
    const here = world();
    here.timeline.advance(NOW);
    const settings = here.scope(DATA, 'eu-west-1')?.queueAt('media-dlq', NOW)?.settings;
    delete settings?.verbatim['Policy'];
    expect(here.office.handOver(arn('media-dlq'), parcel(), NOW)).toMatchObject(refusedFor('permission-denied'));
  });
});

describe('an endpoint', () => {
  it.each<[state: EndpointState, outcome: object]>([
    [{ kind: 'answering' }, { delivered: 100, failure: null }],
    [
      { kind: 'failing', share: 1, statusCode: 503 },
      { retryable: 100, failure: { reason: 'server-error', statusCode: 503 } },
    ],
    [
      { kind: 'throttled', perSecond: 2 },
      { delivered: 30, retryable: 70, failure: { reason: 'throttled' } },
    ],
    [
      { kind: 'refusing', statusCode: 403 },
      { permanent: 100, failure: { reason: 'permission-denied' } },
    ],
    [
      { kind: 'refusing', statusCode: 404 },
      { permanent: 100, failure: { reason: 'rejected' } },
    ],
    [{ kind: 'gone' }, { permanent: 100, failure: { reason: 'missing' } }],
  ])('%o', (state, outcome) => {
    expect(new SimulatedEndpoint('https://example.com', state, 1).take(parcel({ count: 100 }), NOW)).toMatchObject(outcome);
  });

  it('fails for a share of the attempts', () => {
    const endpoint = new SimulatedEndpoint('https://example.com', { kind: 'failing', share: 0.25, statusCode: 500 }, 1);
    let failed = 0;
    for (let at = 0; at < 1_000; at++) failed += endpoint.take(parcel({ count: 1 }), NOW + at * 15_000).retryable;
    expect(failed).toBeGreaterThan(200);
    expect(failed).toBeLessThan(300);
  });

  it('takes as much again in the next tick when it throttles', () => {
    const endpoint = new SimulatedEndpoint('https://example.com', { kind: 'throttled', perSecond: 1 }, 1);
    const taken = [NOW, NOW, NOW + 15_000].map((at) => endpoint.take(parcel({ count: 10 }), at).delivered);
    expect(taken).toEqual([10, 5, 10]);
  });
});
