import type { Estate, Listing, Listings, Resource, ResourceKind, Topology } from '@weir/contract';
import { fixtureEstate, fixtureResources, FIXTURE_NOW, makeResource } from './estate-fixture.js';
import type { FixtureScenario } from './fixture-server.js';
import type { FixtureStream } from './fixture-stream.js';
import { fanoutResources, subscriptionEdits } from './known-fanout.js';
import { triageState } from './triage-answers.js';
import { generatedTopology } from './generated-topology.js';
import { knownTopology, verdictOf } from './known-topology.js';
import { knownIncidents, makeIncident, manyIncidents } from './known-incidents.js';
import { fixtureStreams, thousandShards } from './known-streams.js';

const MINUTE_MS = 60_000;

const frozen = (): number => FIXTURE_NOW;

const MINUTE_PASSES_IN_MS = 5_000;
/** A clock on which minutes pass in seconds, one at a time. */
const hurrying = (): number => FIXTURE_NOW + Math.floor(performance.now() / MINUTE_PASSES_IN_MS) * MINUTE_MS;

function scenario(
  queues: readonly Resource[],
  change: Partial<Estate> = {},
  link: FixtureScenario['link'] = 'good',
  streams: readonly FixtureStream[] = [],
): FixtureScenario {
  const sampled = new Set(streams.map(({ detail }) => detail.resource.id));
  const known = knownTopology();
  const topology = { ...known, changes: [...subscriptionEdits(known), ...known.changes] };
  // Scenarios without streams are about queues: nothing passes events on in them.
  const passing = streams.length === 0 ? [] : fanoutResources(topology);
  const resources = [...queues.filter(({ id }) => !sampled.has(id)), ...streams.map(({ detail }) => detail.resource), ...passing];
  return {
    resources,
    estate: fixtureEstate(resources, change),
    link,
    streams,
    topology,
    triage: triageState(knownIncidents(resources, topology)),
    now: frozen,
  };
}

function allFine(): FixtureScenario {
  const resources = fixtureResources()
    .filter(({ deletedAt }) => deletedAt === null)
    .map((resource) => ({
      ...resource,
      verdict: { ...resource.verdict, state: resource.verdict.state === 'idle' ? ('idle' as const) : ('ok' as const), because: '' },
      loss: null,
      latest:
        resource.deadLetterSources.length > 0
          ? { visible: { value: 0, at: FIXTURE_NOW - 6_000, state: 'live' as const } }
          : resource.latest,
    }));
  const estate = fixtureEstate(resources);
  const [first] = estate.scopes;
  return {
    resources,
    streams: fixtureStreams().filter(({ detail }) => detail.resource.verdict.state === 'ok'),
    topology: healthyTopology(),
    triage: triageState([]),
    now: frozen,
    link: 'good',
    estate: {
      ...estate,
      scopes: estate.scopes.map((scope) =>
        scope.live.state === 'ok' || first === undefined ? scope : { ...scope, live: first.live, cloudwatch: first.cloudwatch },
      ),
    },
  };
}

/** The same company with nothing wrong. */
function healthyTopology(): Topology {
  const { nodes, edges } = knownTopology();
  return {
    nodes: nodes.map((node) => ({ ...node, changedAt: null, verdict: node.verdict === null ? null : verdictOf('ok') })),
    edges: edges.map((edge) => ({
      ...edge,
      state: (edge.ratePerSecond ?? 0) > 0 && edge.kind !== 'redrive' ? 'flowing' : 'idle',
      ratePerSecond: edge.kind === 'redrive' ? 0 : (edge.ratePerSecond ?? 0),
      because: null,
      since: null,
      changedAt: null,
    })),
    changes: [],
    changesLeftOut: { edits: false, others: false },
    leftOut: 0,
  };
}

/** An estate of queues alone: nothing passes events on. */
function queuesOnly(): FixtureScenario {
  const made = scenario(fixtureResources().filter(({ kind }) => kind === 'queue'));
  const { nodes, edges } = knownTopology();
  const kept = nodes.filter(({ column }) => column !== 'producers' && column !== 'hubs');
  const ids = new Set(kept.map(({ id }) => id));
  return {
    ...made,
    topology: {
      nodes: kept,
      edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
      changes: [],
      changesLeftOut: { edits: false, others: false },
      leftOut: 0,
    },
  };
}

function lost(): FixtureScenario {
  const { resources, estate, streams, triage } = scenario(fixtureResources(), {}, 'good', fixtureStreams());
  const age = 238_000;
  const scopes = estate.scopes.map((scope) =>
    scope.live.state === 'denied' ? scope : { ...scope, live: { ...scope.live, at: (scope.live.at ?? 0) - age } },
  );
  return {
    resources,
    streams,
    topology: knownTopology(),
    triage,
    now: frozen,
    estate: { ...estate, scopes, collector: { ...estate.collector, heartbeatAt: FIXTURE_NOW - 4 * MINUTE_MS } },
    link: 'good',
  };
}

const HOSTILE_NAMES = [
  'prod-a-queue-with-a-name-that-uses-all-of-the-eighty-characters-sqs-permits-000',
  '<script>alert(1)</script>',
  '\u202Eesrever-si-eman-siht',
  'prod-"quoted"-&amp;-name',
];

function hostile(): FixtureScenario {
  const states = ['poisoned', 'stopped', 'stalled', 'slow'] as const;
  const resources = HOSTILE_NAMES.map((name, index) => {
    const made = makeResource({ name, system: index === 2 ? '\u202Emetsys' : name.slice(0, 40), state: states[index] ?? 'slow' });
    return {
      ...made,
      verdict: { ...made.verdict, because: `${name} does not keep up with what is sent to it` },
      tags: { '<b>team</b>': '\u202Eerac' },
    };
  });
  const made = scenario([...resources, ...fixtureResources().filter(({ verdict }) => verdict.state === 'slow')]);
  const incidents = resources.map((root, index) =>
    makeIncident({
      number: 4_000 + index,
      severity: 1,
      severityBecause: root.name,
      title: `${root.name} is broken`,
      root,
      rule: 'verdict',
    }),
  );
  return { ...made, topology: hostileTopology(), triage: triageState(incidents) };
}

function hostileTopology(): Topology {
  const known = knownTopology();
  const nodes = known.nodes.map((node, index) => ({ ...node, name: HOSTILE_NAMES[index] ?? node.name }));
  return {
    ...known,
    nodes,
    edges: known.edges.map((edge) => (edge.because === null ? edge : { ...edge, because: '\u202Elive <b>x</b>' })),
  };
}

function many(): FixtureScenario {
  const resources = Array.from({ length: 10_000 }, (_unused, index) => {
    const state = index % 997 === 0 ? 'slow' : index % 7 === 0 ? 'idle' : 'ok';
    return makeResource({
      name: `svc-${String(index % 60).padStart(2, '0')}-worker-${index}`,
      system: `svc-${String(index % 60).padStart(2, '0')}`,
      state,
    });
  });
  return scenario(resources);
}

/** Services that could not be listed: some of them in part of the estate, or all of what is seen nowhere. */
function refused(queues: readonly Resource[], streams: readonly FixtureStream[]): FixtureScenario {
  const made = scenario(queues, {}, 'good', streams);
  const failing = (action: string, ...hides: readonly ResourceKind[]): Listing => ({
    at: null,
    failure: {
      ...{ state: 'denied', actions: [action], detail: `${action} denied for role weir-reader`, since: FIXTURE_NOW - 80 * MINUTE_MS },
      ...{ nextTryAt: FIXTURE_NOW + 3 * MINUTE_MS, hides: [...hides] },
    },
  });
  const listings: Listings = {
    sns: failing('sns:ListTopics', 'topic', 'subscription'),
    events: failing('events:ListRules', 'rule'),
    kinesis: failing('kinesis:ListStreams', 'stream'),
  };
  return { ...made, estate: { ...made.estate, scopes: made.estate.scopes.map((scope) => ({ ...scope, listings })) } };
}

function throttled(): FixtureScenario {
  const { resources, estate, link, streams, triage } = scenario(fixtureResources());
  const scopes = estate.scopes.map((scope, index) =>
    index === 0
      ? {
          ...scope,
          cloudwatch: {
            ...scope.cloudwatch,
            state: 'throttled' as const,
            since: FIXTURE_NOW - 20 * MINUTE_MS,
            at: FIXTURE_NOW - 4 * MINUTE_MS,
          },
        }
      : scope,
  );
  return { resources, estate: { ...estate, scopes }, link, streams, topology: knownTopology(), triage, now: frozen };
}

/** Named situations of the estate, chosen by the hash of the address: `/wall#lost`. */
export const SCENARIOS: Readonly<Record<string, () => FixtureScenario>> = {
  broken: () => scenario(fixtureResources(), {}, 'good', fixtureStreams()),
  advancing: () => ({ ...scenario(fixtureResources(), {}, 'good', fixtureStreams()), now: hurrying }),
  'thousand-shards': () => scenario(fixtureResources(), {}, 'good', [thousandShards()]),
  'no-streams': () => scenario(fixtureResources().filter(({ kind }) => kind !== 'stream')),
  'many-incidents': () => {
    const made = scenario(fixtureResources());
    return { ...made, triage: triageState(manyIncidents(made.resources, 10_000)) };
  },
  'large-map': () => ({ ...scenario(fixtureResources(), {}, 'good', fixtureStreams()), topology: generatedTopology(500) }),
  'queues-only': queuesOnly,
  fine: allFine,
  lost,
  hostile,
  many,
  throttled,
  demo: () => scenario(fixtureResources(), { mode: 'demo' }),
  backfill: () =>
    scenario(fixtureResources(), {
      collector: { state: 'running', heartbeatAt: FIXTURE_NOW - 3_000, backfill: { done: 431, total: 1_000 } },
    }),
  refused: () => refused(fixtureResources(), fixtureStreams()),
  'refused-everywhere': () =>
    refused(
      fixtureResources().filter(({ kind }) => kind === 'queue'),
      [],
    ),
  capped: () => {
    const made = scenario(fixtureResources());
    return { ...made, estate: { ...made.estate, cost: { ...made.estate.cost, spentUsd: 60.02 } } };
  },
  empty: () => scenario([]),
  starting: () => scenario([], { scopes: [], collector: { state: 'starting', heartbeatAt: null, backfill: null } }),
  unreachable: () => scenario([], {}, 'refused'),
};
