import { MINUTE_MS, pipeLedger, pipeOver, type LedgerFigures } from '@weir/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndpointState } from '../delivery/simulated-endpoint.js';
import { NO_EVENTS, type PipeBlueprint } from '../estate/event-blueprint.js';
import type { StreamBlueprint } from '../estate/stream-blueprint.js';
import { SETTLED_AFTER_MS } from '../metrics/reporting.js';
import { Lookout, sightingOfPipe } from '../testing/ledger/lookout.js';
import { arnOfFunction, arnOfQueue, BEGINNING, HOME, letsIn, minute, queueNamed, smallEstate } from '../testing/ledger/small-estate.js';
import { toldCounters } from '../testing/ledger/told-counters.js';
import { contradictions, unbalanced, type TrueFates } from '../testing/ledger/true-fates.js';
import { topicArn } from '../world/arn.js';
import { World } from '../world/world.js';
import { PIPE_FIELDS, type PipeField, type SimulatedPipe } from './simulated-pipe.js';

const TOPIC = topicArn({ ...HOME, name: 'orders' });
const FUNCTION = arnOfFunction('store');
const FILTERS: Readonly<Record<PipeBlueprint['source']['kind'], readonly string[]>> = {
  queue: ['{"body":{"country":["DE"]}}', '{"body":{"country":["FR"]}}', '{"body":{"country":["XX"]}}'],
  stream: ['{"data":{"country":["DE"]}}', '{"data":{"country":["FR"]}}', '{"data":{"country":["XX"]}}'],
};

const state: fc.Arbitrary<EndpointState> = fc.oneof(
  fc.constant<EndpointState>({ kind: 'answering' }),
  fc.record({ kind: fc.constant('failing' as const), share: fc.constantFrom(0.1, 0.6, 1), statusCode: fc.constant(503) }),
  fc.record({ kind: fc.constant('throttled' as const), perSecond: fc.constantFrom(0, 0.5) }),
);

/** Something that befalls the pipe or its target, so many seconds after the beginning. */
type Trouble = { readonly atSecond: number } & (
  { readonly kind: 'target'; readonly state: EndpointState } | { readonly kind: 'edit'; readonly settings: Partial<PipeBlueprint> }
);

interface Plan {
  readonly pipe: PipeBlueprint;
  readonly perSecond: number;
  readonly troubles: readonly Trouble[];
  /** Weir looks every minute, first after so many. */
  readonly firstLook: number;
  /** Minutes before the window, and of it. */
  readonly before: number;
  readonly length: number;
  readonly seed: number;
}

const filtersOf = (source: PipeBlueprint['source']['kind']) => fc.subarray([...FILTERS[source]]);
const batchSize = fc.constantFrom(1, 10, 100);
const deadLetterArn = fc.constantFrom(null, arnOfQueue('dead'), arnOfQueue('no-dead'));
const desiredState = fc.constantFrom<PipeBlueprint['desiredState']>('RUNNING', 'RUNNING', 'STOPPED');

const plan: fc.Arbitrary<Plan> = fc
  .record({
    source: fc.constantFrom('queue' as const, 'stream' as const),
    before: fc.integer({ min: 1, max: 20 }),
    length: fc.integer({ min: 1, max: 20 }),
  })
  .chain(({ source, before, length }) => {
    const atSecond = fc.integer({ min: 60, max: (before + length) * 60 - 1 });
    const edit = fc.record({ filters: filtersOf(source), batchSize, deadLetterArn, desiredState }, { requiredKeys: [] });
    return fc.record({
      pipe: fc.record({
        accountId: fc.constant(HOME.accountId),
        region: fc.constant(HOME.region),
        name: fc.constant('orders-to-store'),
        description: fc.constant(''),
        source: fc.constant({ kind: source, name: 'orders' }),
        bodies: fc.constant([
          { share: 0.7, body: { country: 'DE' } },
          { share: 0.3, body: { country: 'FR' } },
        ]),
        filters: filtersOf(source),
        enrichmentArn: fc.constant(null),
        targetArn: fc.constantFrom(FUNCTION, FUNCTION, arnOfQueue('store'), arnOfQueue('nowhere')),
        asEvent: fc.constant(null),
        roleArn: fc.constant(`arn:aws:iam::${HOME.accountId}:role/pipe`),
        deadLetterArn,
        batchSize,
        desiredState,
        tags: fc.constant({}),
      }),
      perSecond: fc.constantFrom(0.05, 0.5, 5),
      troubles: fc.array(
        fc.oneof(
          fc.record({ atSecond, kind: fc.constant('target' as const), state }),
          fc.record({ atSecond, kind: fc.constant('edit' as const), settings: edit }),
        ),
        { maxLength: 6 },
      ),
      firstLook: fc.oneof(fc.constant(0), fc.nat(before + length)),
      before: fc.constant(before),
      length: fc.constant(length),
      seed: fc.nat(1_000),
    });
  });

const streamOf = (perSecond: number): StreamBlueprint => ({
  ...HOME,
  name: 'orders',
  tags: {},
  mode: 'PROVISIONED',
  distribution: 'USER_PARTITION_KEY',
  retentionHours: 24,
  maxRecordKiB: 1_024,
  shardCount: 1,
  enhancedMonitoring: false,
  traffic: {
    peakRecordsPerSecond: perSecond,
    shape: 'flat',
    heads: [],
    tail: { prefix: 'order-', count: 50, dataBytes: 200 },
    keyless: false,
    burst: null,
    producer: { kind: 'plain', attempts: 1 },
  },
  consumers: [],
  reshards: { kind: 'none' },
  lasting: [],
});

function worldOf({ pipe, perSecond, seed }: Plan): World {
  const queues = ['orders', 'store', 'dead'].map((name) => ({ ...queueNamed(name), verbatim: { Policy: letsIn(name, 'sns', [TOPIC]) } }));
  const topic = {
    ...HOME,
    name: 'orders',
    tags: {},
    attributes: {},
    publisher: {
      event: 'orders',
      peakPerSecond: perSecond,
      shape: 'flat' as const,
      meanBytes: 200,
      groups: 1,
      classes: [{ name: 'orders', share: 1, attributes: {}, body: {} }],
    },
    subscriptions: [
      {
        protocol: 'sqs' as const,
        endpoint: arnOfQueue('orders'),
        state: 'confirmed' as const,
        filterPolicy: null,
        filterPolicyScope: 'MessageAttributes' as const,
        rawDelivery: true,
        deadLetterTargetArn: null,
        deliveryPolicy: null,
      },
    ],
  };
  const isQueue = pipe.source.kind === 'queue';
  const estate = {
    ...smallEstate({ queues, topics: isQueue ? [topic] : [], endpoints: [{ address: FUNCTION, state: { kind: 'answering' } }] }),
    streams: isQueue ? [] : [streamOf(perSecond)],
    events: { ...NO_EVENTS, pipes: [pipe] },
  };
  return new World({ estate, seed, startedAt: BEGINNING });
}

interface Outcome {
  readonly ledger: LedgerFigures;
  readonly truth: TrueFates;
}

/** What became of the events that a pipe took within [from, to); what failed and is neither lost nor dead-lettered its source keeps. */
function truthOf(pipe: SimulatedPipe, from: number, to: number): TrueFates {
  const sums = new Map<PipeField, number>(PIPE_FIELDS.map((field) => [field, 0]));
  for (let at = from; at < to; at += MINUTE_MS)
    for (const field of PIPE_FIELDS) sums.set(field, (sums.get(field) ?? 0) + (pipe.table.read(at, field) || 0));
  const total = (field: PipeField): number => sums.get(field) ?? 0;
  return {
    expected: total('events'),
    delivered: total('delivered'),
    filtered: 0,
    failed: total('lost'),
    deadLettered: total('deadLettered'),
    unexplained: total('failed') - total('lost') - total('deadLettered'),
  };
}

/** Lets a plan come true, and tells what the ledger makes of CloudWatch's and the lookout's words, and what was so. */
function playOut(given: Plan): Outcome {
  const { troubles, firstLook, before, length } = given;
  const world = worldOf(given);
  const pipe = world.scope(HOME.accountId, HOME.region)?.events.pipes.byName.get(given.pipe.name);
  if (!pipe) throw new Error('no pipe');
  const lookout = new Lookout(MINUTE_MS, () => [sightingOfPipe(pipe)]);
  const [from, to] = [minute(before), minute(before + length)];
  const askedAt = to + SETTLED_AFTER_MS;
  for (let at = minute(firstLook); at < askedAt; at += MINUTE_MS) world.timeline.schedule(at, () => lookout.look(at));
  for (const trouble of troubles) {
    const at = BEGINNING + trouble.atSecond * 1000;
    world.timeline.schedule(at, () => {
      if (trouble.kind === 'target') world.endpoints.turn([{ address: FUNCTION, state: trouble.state }]);
      else if (!lookout.hasLooked || lookout.isAsMet(pipe.arn)) pipe.redraw({ ...pipe.blueprint, ...trouble.settings }, at);
    });
  }
  world.timeline.advance(to);
  const truth = truthOf(pipe, from, to);

  world.timeline.advance(askedAt);
  lookout.look(askedAt);
  const question = { world, ...HOME, from, to, askedAt };
  const sight = lookout.sight(() => null);
  const identity = { kind: 'pipe', name: given.pipe.name, busName: null, sharesName: false } as const;
  const entry = sight.index.byArn(pipe.arn);
  if (entry?.kind !== 'pipe') throw new Error('the pipe was not met');
  const facts = { counters: toldCounters('pipes.pipe', identity, question), ...pipeOver(entry, sight, from) };
  return { ledger: pipeLedger({ from, to, stepSeconds: 60, ...facts }), truth };
}

/** Much more than it takes, for a machine that has other things to do. */
const TIME = { timeout: 60_000 };

describe('the ledger of a pipe, whatever befalls it', () => {
  it('holds the truth within its bounds, and leaves nothing unexplained while nothing fails', TIME, () => {
    let [exact, failing] = [0, 0];
    fc.assert(
      fc.property(plan, (given) => {
        const { ledger, truth } = playOut(given);
        expect(contradictions(ledger, new Map([['pipe', truth]]), 0)).toEqual([]);
        expect(unbalanced(ledger)).toEqual([]);
        const fails = truth.delivered < truth.expected;
        if (!fails) expect(ledger.line.unexplained).toEqual({ low: 0, high: 0 });
        if (!fails && truth.expected > 0) exact += 1;
        if (fails) failing += 1;
      }),
      { seed: 4, numRuns: 250 },
    );
    expect(Math.min(exact, failing)).toBeGreaterThan(10);
  });
});
