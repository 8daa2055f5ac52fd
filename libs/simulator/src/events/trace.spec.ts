import { buildTopology, FanoutIndex, MINUTE_MS, traceEvent } from '@weir/domain';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BEGINNING, HOME } from '../testing/ledger/small-estate.js';
import { catalogueOf } from '../testing/trace/known-catalogue.js';
import { BUSES, QUEUES, tracePlan, worldOf, type TracePlan } from '../testing/trace/trace-plan.js';
import { busArn, topicArn } from '../world/arn.js';
import type { World } from '../world/world.js';
import { sampleOf } from './event-sample.js';

const isBus = (name: string): name is 'shop' | 'second' => Object.hasOwn(BUSES, name);

const eventOf = ({ total, kind }: TracePlan) => ({
  account: HOME.accountId,
  region: HOME.region,
  source: 'shop',
  detail: { total, kind },
  resources: [],
});

/** Queues at which the tracer says that it arrives. */
function foretold(world: World, given: TracePlan): readonly string[] {
  const index = new FanoutIndex(catalogueOf(world));
  const { enters, kind } = given;
  const from = index.byArn(isBus(enters) ? busArn(BUSES[enters]) : topicArn({ ...HOME, name: enters }));
  if (from === undefined) throw new Error('no entrance');
  const map = buildTopology({
    index,
    resource: () => undefined,
    accountNames: new Map(),
    changes: [],
    changesLeftOut: { edits: false, others: false },
  });
  const { source, detail } = eventOf(given);
  const event = { source, 'detail-type': 'OrderPlaced', detail };
  const answer = traceEvent(from, isBus(enters) ? { content: event, attributes: {} } : { content: { kind }, attributes: { kind } }, {
    index,
    nodes: new Map(map.nodes.map((node) => [node.id, node])),
    edges: map.edges,
    at: new Date(BEGINNING).toISOString(),
    listedAt: () => 1,
  });
  const arrived = (answer?.hops ?? []).filter(({ outcome }) => outcome === 'arrived').map(({ node }) => node.name);
  return [...new Set(arrived)].sort();
}

/** Queues that hold something when it was sent. */
function delivered(world: World, given: TracePlan): readonly string[] {
  const scope = world.scope(HOME.accountId, HOME.region);
  const { enters, kind } = given;
  if (isBus(enters)) {
    const sample = sampleOf({ ...eventOf(given), detailType: 'OrderPlaced' });
    scope?.events.buses.buses.get(enters)?.take({ sample, count: 1, ingestedAt: BEGINNING }, 'put', BEGINNING);
  } else {
    const publication = { bodyFor: {}, subject: null, bytes: 100, group: null, deduplicationId: null };
    const attributes = { kind: { DataType: 'String', StringValue: kind } };
    scope?.topics.at(enters, BEGINNING)?.desk.publish({ body: JSON.stringify({ kind }), attributes, ...publication }, BEGINNING);
  }
  world.timeline.advance(BEGINNING + 2 * MINUTE_MS);
  return QUEUES.filter((name) => (scope?.settingsOf(name)?.visible ?? 0) > 0);
}

it('an event arrives where the tracer says, and nowhere else, whoever lets in whom', () => {
  let arrivals = 0;
  fc.assert(
    fc.property(tracePlan, (given) => {
      const world = worldOf(given);
      const said = foretold(world, given);
      arrivals += said.length;
      expect(said).toEqual(delivered(world, given));
    }),
    { seed: 7, numRuns: 400 },
  );
  // Nothing would be shown where nothing is let in.
  expect(arrivals).toBeGreaterThan(100);
}, 60_000);
