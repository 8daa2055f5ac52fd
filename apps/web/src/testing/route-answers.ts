import {
  compareQuestion,
  newEventSample,
  traceQuestion,
  type CompareAnswer,
  type MatchReason,
  type Resource,
  type Topology,
  type TopologyEdge,
  type TraceAnswer,
  type TraceHop,
} from '@weir/contract';
import { FIXTURE_NOW, makeResource } from './estate-fixture.js';

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const refused = (status: number, detail: string) => json({ type: 'about:blank', title: 'Refused', status, detail }, status);

/** Answers `/api/v1/topology`, `/api/v1/trace…` and `/api/v1/fanout/{id}/samples`. `path` is what follows `/api/v1`. */
export function answerRoutes(topology: Topology, path: readonly string[], body: string | null): Response {
  const given: unknown = JSON.parse(body ?? '{}');
  if (path[0] === 'topology') return json(path[1] === undefined ? topology : { items: topology.changes, leftOut: topology.changesLeftOut });
  if (path[0] === 'trace') return path[1] === undefined ? trace(topology, given) : json(compared(given));
  if (body === null) return json({ items: [], generated: GENERATED });
  const sample = newEventSample.parse(given);
  return json({ ...sample, id: 'sample-1', resourceId: path[1], createdAt: FIXTURE_NOW, createdBy: 'demo admin' });
}

const GENERATED = [
  {
    name: 'passes every filter',
    event: { 'detail-type': 'OrderPlaced', detail: { country: 'DE', channel: 'web', total: 120 } },
    attributes: {},
  },
  {
    name: 'passes all but emails',
    event: { 'detail-type': 'OrderPlaced', detail: { country: 'DE', channel: 'store', total: 12 } },
    attributes: {},
  },
];

function trace(topology: Topology, given: unknown): Response {
  const question = traceQuestion.parse(given);
  const entry = topology.nodes.find(({ id, arn }) => id === question.from || arn === question.from);
  if (entry === undefined) return refused(404, 'Nothing here has this id or ARN.');
  const payload = typeof question.event === 'string' ? question.event : JSON.stringify(question.event, null, 2);
  const hops: TraceHop[] = [hopOf(0, null, entry, null, 'passed', payload)];
  for (const hop of hops) {
    if (hop.outcome !== 'passed') continue;
    for (const edge of topology.edges.filter(({ from, kind }) => from === hop.node.id && kind !== 'redrive')) {
      const node = topology.nodes.find(({ id }) => id === edge.to);
      if (node !== undefined)
        hops.push({ ...hopOf(hops.length, hop.index, node, edge, outcomeOf(edge, payload, node.column), payload), ...told(edge, payload) });
    }
  }
  const answer: TraceAnswer = {
    hops,
    consumers: hops.filter(({ outcome }) => outcome === 'arrived').length,
    truncated: false,
    warnings: [],
  };
  return json(answer);
}

function hopOf(
  index: number,
  parent: number | null,
  node: TraceHop['node'],
  edge: TopologyEdge | null,
  outcome: TraceHop['outcome'],
  payload: string,
): TraceHop {
  const stopped = outcome !== 'passed' && outcome !== 'arrived';
  return {
    index,
    parent,
    node,
    edgeId: edge?.id ?? null,
    via: edge?.via ?? null,
    outcome,
    because: null,
    reasons: [],
    payload: stopped ? null : payload,
    warnings: [],
  };
}

/** Invented: what names e-mails wants the channel web, what invoices wants a country it does not get. */
function outcomeOf(edge: TopologyEdge, payload: string, column: TraceHop['node']['column']): TraceHop['outcome'] {
  if (edge.via?.name === 'orders-to-emails' && !payload.includes('"web"')) return 'not-matched';
  if (edge.filtered && edge.kind === 'subscription' && payload.includes('"XX"')) return 'filtered';
  if (edge.state === 'dark') return 'unseen';
  if (edge.state === 'cut') return 'blocked';
  return column === 'consumers' ? 'arrived' : 'passed';
}

function told(edge: TopologyEdge, payload: string): Partial<TraceHop> {
  const channel: MatchReason = {
    path: 'detail.channel',
    rule: 'is one of "web"',
    seen: /"channel":\s*("[^"]*")/.exec(payload)?.[1] ?? null,
    ok: payload.includes('"web"'),
  };
  const type: MatchReason = { path: 'detail-type', rule: 'is one of "OrderPlaced"', seen: '"OrderPlaced"', ok: true };
  if (edge.via?.name === 'orders-to-emails')
    return { reasons: [type, channel], because: channel.ok ? null : `detail.channel is ${channel.seen ?? 'missing'}, and "web" is wanted` };
  if (edge.via?.name === 'orders-to-labels')
    return {
      reasons: [type],
      warnings: ['The template puts detail.note between quotation marks: a quotation mark in it breaks the JSON.'],
    };
  if (edge.state === 'cut') return { because: 'nobody receives from it' };
  if (edge.filtered && payload.includes('"XX"'))
    return {
      because: 'country is "XX", which anything-but excludes',
      reasons: [{ path: 'country', rule: 'is anything but "XX"', seen: '"XX"', ok: false }],
    };
  return {};
}

function compared(given: unknown): CompareAnswer {
  const { events, proposed } = compareQuestion.parse(given);
  const wanted = JSON.stringify(proposed ?? null);
  const tried = events ?? GENERATED;
  const results = tried.map(({ name, event }, index) => {
    const after = proposed === null || !wanted.includes('store') ? index === 0 : JSON.stringify(event).includes('store');
    return { name, before: index === 0, after, reasons: [{ path: 'detail.channel', rule: 'as proposed', seen: '"web"', ok: after }] };
  });
  return {
    results,
    stops: results.filter(({ before, after }) => before && !after).length,
    starts: results.filter(({ before, after }) => !before && after).length,
  };
}

/** The subscription or rule of an edge as the catalogue tells it, with an invented policy. */
export function viaResource(topology: Topology, id: string): Resource | null {
  const edge = topology.edges.find(({ via }) => via?.id === id);
  const via = edge?.via;
  if (edge === undefined || via === null || via === undefined || (via.kind !== 'rule' && via.kind !== 'subscription')) return null;
  const made = makeResource({ name: via.name, system: 'orders', kind: via.kind, state: 'ok' });
  const fanout =
    via.kind === 'rule'
      ? {
          kind: 'rule' as const,
          busName: 'commerce-bus',
          busArn: 'arn:aws:events:eu-west-1:111122223333:event-bus/commerce-bus',
          state: 'ENABLED',
          pattern: '{"detail-type":["OrderPlaced"],"detail":{"channel":["web"]}}',
          schedule: null,
          managedBy: null,
          targets: [],
          problems: [],
        }
      : {
          kind: 'subscription' as const,
          topicArn: 'arn:aws:sns:eu-west-1:111122223333:order-events',
          protocol: 'sqs',
          endpoint: 'arn:aws:sqs:eu-west-1:111122223333:orders-invoicing',
          state: 'confirmed' as const,
          filterPolicy: edge.filtered ? '{"country":[{"anything-but":["XX"]}]}' : null,
          filterPolicyScope: 'MessageBody' as const,
          rawDelivery: false,
          deadLetterTargetArn: null,
          deliveryPolicy: null,
          problems: [],
        };
  return { ...made, id: via.id, fanout };
}
