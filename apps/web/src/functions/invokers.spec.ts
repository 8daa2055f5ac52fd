import type { ConsumerConfig, Resource, Topology, TopologyEdge } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { fixtureResources } from '../testing/estate-fixture.js';
import { knownTopology, mapEdge, mapNode } from '../testing/known-topology.js';
import { filterOf, invokersOf, isAsynchronous, mappingFigures, viasOf } from './invokers.js';

const worker = mapNode({ name: 'mailer', kind: 'function', column: 'consumers' });
const queue = mapNode({ name: 'mails', kind: 'queue', column: 'stores' });
const topic = mapNode({ name: 'orders', kind: 'topic', column: 'hubs' });
const other = mapNode({ name: 'ledger', kind: 'function', column: 'consumers' });
const dead = mapNode({ name: 'mailer-dlq', kind: 'queue', column: 'dead-letters' });
const mapping = { id: resourceIdOf('arn:mapping'), kind: 'consumer' as const, name: 'mailer' };
const [resource] = fixtureResources();
if (resource === undefined) throw new Error('the fixture has resources');

const way = (from: Topology['nodes'][number], kind: TopologyEdge['kind'], change: Partial<TopologyEdge> = {}): TopologyEdge => ({
  ...mapEdge(from, worker, kind),
  ...change,
});
const topology = (edges: readonly TopologyEdge[]): Topology => ({
  ...{ nodes: [worker, queue, topic, other, dead], changes: [], changesLeftOut: { edits: false, others: false }, leftOut: 0 },
  edges: [...edges, mapEdge(topic, other, 'subscription'), mapEdge(worker, dead, 'redrive')],
});

describe('who invokes a function', () => {
  it('is what leads to it, what is broken first', () => {
    const invokers = invokersOf(topology([way(topic, 'subscription'), way(queue, 'mapping', { state: 'cut' })]), worker.id, []);
    expect(invokers.map(({ from, edge, by }) => [from.name, edge.state, by])).toEqual([
      ['mails', 'cut', null],
      ['orders', 'idle', null],
    ]);
  });

  it('goes by what stands between, where that is known', () => {
    const given = topology([way(queue, 'mapping', { via: mapping })]);
    const by: Resource = { ...resource, id: mapping.id, kind: 'consumer' };
    expect(invokersOf(given, worker.id, [by])[0]?.by?.id).toBe(mapping.id);
    expect(viasOf(given, worker.id)).toEqual([mapping]);
  });

  it('waits for what becomes of an event, unless a topic, rule or schedule does it', () => {
    const ways = invokersOf(topology([way(topic, 'subscription'), way(queue, 'mapping')]), worker.id, []);
    expect(ways.map((each) => [each.edge.kind, isAsynchronous(each)])).toEqual([
      ['mapping', false],
      ['subscription', true],
    ]);
  });

  it('is nobody where nothing leads to it, and failures that end in it invoke nothing', () => {
    expect(invokersOf(topology([way(queue, 'redrive')]), worker.id, [])).toEqual([]);
    expect(invokersOf(knownTopology(), 'no such id', [])).toEqual([]);
  });
});

const mappingSettings: ConsumerConfig = {
  ...{ type: 'event-source-mapping', sourceArn: 'q', state: 'Enabled', uuid: null, functionArn: null, consumerArn: null, batchSize: 10 },
  ...{ parallelisation: null, bisectOnError: null, maximumRetries: null, maximumRecordAgeSeconds: null, failureDestinationArn: null },
  ...{ lastResult: null, filters: null, modifiedAt: null, problems: [] },
};

describe('what chooses what comes', () => {
  const pipe = {
    kind: 'pipe',
    sourceArn: 'a',
    enrichmentArn: null,
    targetArn: 'b',
    desiredState: 'RUNNING',
    currentState: 'RUNNING',
  } as const;
  const whole = {
    ...pipe,
    stateReason: null,
    batchSize: 1,
    deadLetterTargetArn: null,
    maximumRetries: null,
    inputTemplate: null,
    problems: [],
  };
  it('is a pattern or policy, and nothing where everything comes', () => {
    expect(filterOf({ consumer: null, fanout: { ...whole, filters: ['{}'] } })).toEqual({ texts: ['{}'], kind: 'pipe' });
    expect(filterOf({ consumer: null, fanout: { ...whole, filters: [] } })).toBeNull();
    expect(filterOf({ consumer: null, fanout: null })).toBeNull();
  });
  it('is the filter of a mapping, where it was read', () => {
    const of = (filters: string[] | null) => filterOf({ fanout: null, consumer: { ...mappingSettings, filters } });
    expect([of(['{"body":{"a":[1]}}']), of([]), of(null)]).toEqual([{ texts: ['{"body":{"a":[1]}}'], kind: 'pipe' }, null, null]);
  });
});

describe('what is measured of a mapping', () => {
  const reading = (value: number | null) => ({ value, at: value === null ? null : 0, state: 'settled' as const });

  it.each([
    ['a stream’s', { lag: reading(1_344), consumedRecords: reading(null) }, ['2\u202fs behind at most']],
    [
      'one whose events are counted',
      { lag: reading(90_000), consumedRecords: reading(600) },
      ['1\u202fmin 30\u202fs behind at most', '10/s polled'],
    ],
    ['a queue’s, of which AWS counts nothing by itself', {}, []],
  ] as const)('%s', (_name, latest, figures) => {
    expect(mappingFigures({ latest })).toEqual(figures);
  });
});
