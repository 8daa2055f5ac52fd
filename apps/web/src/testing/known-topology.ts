import type {
  FlowState,
  Topology,
  TopologyChange,
  TopologyColumn,
  TopologyEdge,
  TopologyNode,
  Verdict,
  VerdictState,
} from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { at, FIXTURE_NOW } from './estate-fixture.js';

const ACCOUNTS = { prod: '111122223333', data: '444455556666' } as const;
const REGION = 'eu-west-1';
const SERVICES: Readonly<Partial<Record<TopologyNode['kind'], string>>> = {
  queue: 'sqs',
  topic: 'sns',
  bus: 'events',
  stream: 'kinesis',
  function: 'lambda',
};

export const verdictOf = (state: VerdictState, because = '', since = at(9, 0), reason = `${state}-reason`): Verdict => ({
  state,
  reason: state === 'ok' ? 'keeps-up' : reason,
  because,
  since,
  judgedAt: FIXTURE_NOW - 6_000,
});

interface NodeGiven {
  readonly name: string;
  readonly kind: TopologyNode['kind'];
  readonly column: TopologyColumn;
  readonly system?: string;
  readonly account?: keyof typeof ACCOUNTS;
  readonly verdict?: Verdict | null;
  readonly changedAt?: number;
  readonly deadLetter?: boolean;
}

/** A node as the server would tell it: what has an ARN is a resource, everything else is only pointed at. */
export function mapNode(given: NodeGiven): TopologyNode {
  const { name, kind, column, system = name.split('-')[0] ?? name, account = 'prod', verdict = verdictOf('ok') } = given;
  const service = SERVICES[kind];
  const arn = service === undefined ? null : `arn:aws:${service}:${REGION}:${ACCOUNTS[account]}:${name}`;
  const resource = arn === null ? null : resourceIdOf(arn);
  return {
    id: resource ?? `external:${arn ?? name}`,
    kind,
    resourceId: resource,
    name,
    arn,
    accountId: ACCOUNTS[account],
    accountName: account,
    region: REGION,
    system,
    tags: { team: system },
    column,
    verdict,
    deadLetter: given.deadLetter ?? false,
    changedAt: given.changedAt ?? null,
  };
}

export interface EdgeGiven extends Partial<Omit<TopologyEdge, 'id' | 'from' | 'to' | 'via'>> {
  readonly rate?: number | null;
  readonly name?: string;
}

const VIA_KINDS = { subscription: 'subscription', rule: 'rule', pipe: 'pipe', mapping: 'consumer' } as const;

export function mapEdge(from: TopologyNode, to: TopologyNode, kind: TopologyEdge['kind'], given: EdgeGiven = {}): TopologyEdge {
  const { rate = 0, name = `${from.name}-to-${to.name}`, ...change } = given;
  const viaKind = Object.hasOwn(VIA_KINDS, kind) ? VIA_KINDS[kind as keyof typeof VIA_KINDS] : null;
  return {
    id: `${kind}:${from.id}>${to.id}:${name}`,
    from: from.id,
    to: to.id,
    kind,
    via: viaKind === null ? null : { id: resourceIdOf(`arn:aws:fixture:${REGION}:${ACCOUNTS.prod}:${name}`), kind: viaKind, name },
    part: null,
    verdict: null,
    state: rate === 0 ? 'idle' : 'flowing',
    because: null,
    since: null,
    ratePerSecond: rate,
    filtered: false,
    withoutDeadLetters: false,
    changedAt: null,
    ...change,
  };
}

const producer = (name: string) => mapNode({ name, kind: 'other', column: 'producers', verdict: null });
const hub = (name: string, kind: 'topic' | 'bus', system: string, changedAt?: number) =>
  mapNode({ name, kind, column: 'hubs', system, ...(changedAt === undefined ? {} : { changedAt }) });

interface Row {
  readonly queue: string;
  readonly system?: string;
  readonly stream?: boolean;
  readonly verdict?: Verdict;
  readonly consumer: string;
  readonly consumerKind?: 'function' | 'other';
  readonly rate: number | null;
  readonly state?: FlowState;
  readonly because?: string;
  readonly since?: number;
  /** Messages in its dead-letter queue; `none`: it has none; `dark`: not visible. */
  readonly dead: number | 'none' | 'dark';
  readonly deadRate?: number;
}

const ROWS: readonly Row[] = [
  { queue: 'orders-fulfilment', consumer: 'fulfil-order', rate: 118, dead: 0 },
  { queue: 'orders-invoicing', consumer: 'write-invoice', rate: 40, dead: 0 },
  {
    queue: 'inventory-reserve',
    verdict: verdictOf('slow', 'takes 52/s of 56/s, will not drain', at(14, 6), 'falls-behind'),
    consumer: 'reserve-stock',
    consumerKind: 'other',
    rate: 52,
    state: 'late',
    because: 'takes 52/s of 56/s, will not drain',
    since: at(14, 6),
    dead: 0,
  },
  {
    queue: 'payments-capture',
    verdict: verdictOf('poisoned', '412 in its DLQ, +11/min', at(13, 44), 'dead-letters-arriving'),
    consumer: 'capture-payment',
    rate: 61,
    dead: 412,
    deadRate: 11 / 60,
  },
  { queue: 'payments-ledger.fifo', consumer: 'post-ledger', rate: 61, dead: 0 },
  {
    queue: 'shipping-labels',
    verdict: verdictOf('stopped', 'nobody is receiving', at(14, 9), 'nobody-receiving'),
    consumer: 'label-printer',
    consumerKind: 'other',
    rate: 0,
    state: 'cut',
    because: 'nobody receives, 38/s arrive',
    since: at(14, 9),
    dead: 0,
  },
  {
    queue: 'emails-transactional',
    verdict: verdictOf('unknown', 'access denied', at(12, 10), 'access-denied'),
    consumer: 'send-email',
    rate: null,
    state: 'dark',
    because: 'Weir may not read this account',
    since: at(12, 10),
    dead: 'dark',
  },
  {
    queue: 'encoding-jobs',
    verdict: verdictOf('stalled', 'taken, never finished', at(14, 14), 'taken-never-finished'),
    consumer: 'encoder-fleet',
    consumerKind: 'other',
    rate: 0,
    state: 'waiting',
    because: '640 taken, none finished',
    since: at(14, 14),
    dead: 'none',
  },
  { queue: 'clickstream', stream: true, consumer: 'build-sessions', rate: 4_600, dead: 0 },
  {
    queue: 'driver-locations',
    system: 'driver-locations',
    stream: true,
    verdict: verdictOf('slow', 'one key takes 131 % of a shard', at(13, 28), 'hot-key'),
    consumer: 'track-eta',
    consumerKind: 'other',
    rate: 2_723,
    dead: 7,
  },
];

/** The company of the reference picture: what sends, what passes on, what waits, what works, where failures end. */
export function knownTopology(): Topology {
  const rows = ROWS.map((row) => {
    const store = mapNode({
      name: row.queue,
      kind: row.stream === true ? 'stream' : 'queue',
      column: 'stores',
      ...(row.system === undefined ? {} : { system: row.system }),
      ...(row.verdict === undefined ? {} : { verdict: row.verdict }),
    });
    const consumer = mapNode({
      name: row.consumer,
      kind: row.consumerKind ?? 'function',
      column: 'consumers',
      system: store.system,
      verdict: row.state === 'dark' ? null : verdictOf('ok'),
    });
    return { row, store, consumer, dead: deadLettersOf(row, store) };
  });
  const store = (name: string) => rows.find(({ row }) => row.queue === name)?.store ?? producer(name);
  const checkout = producer('checkout-api');
  const payments = producer('payments-api');
  const warehouse = producer('warehouse-app');
  const studio = producer('studio-upload');
  const tracker = producer('web-tracker');
  const drivers = producer('driver-app');
  const orderEvents = hub('order-events', 'topic', 'orders');
  const paymentEvents = hub('payment-events', 'topic', 'payments');
  const commerceBus = hub('commerce-bus', 'bus', 'orders', FIXTURE_NOW - 14 * 60_000);
  const mediaBus = hub('media-bus', 'bus', 'encoding-jobs');
  const edges = [
    mapEdge(checkout, orderEvents, 'publish', { rate: 214 }),
    mapEdge(payments, paymentEvents, 'publish', { rate: 61 }),
    mapEdge(warehouse, commerceBus, 'publish', { rate: 22 }),
    mapEdge(studio, mediaBus, 'publish', { rate: 2.4 }),
    mapEdge(tracker, store('clickstream'), 'publish', { rate: 4_600 }),
    mapEdge(drivers, store('driver-locations'), 'publish', {
      rate: 2_723,
      state: 'late',
      because: '6.1 % of 2 900/s refused',
      since: at(13, 28),
    }),
    mapEdge(orderEvents, store('orders-fulfilment'), 'subscription', { rate: 118 }),
    mapEdge(orderEvents, store('orders-invoicing'), 'subscription', { rate: 40, filtered: true, withoutDeadLetters: true }),
    mapEdge(orderEvents, store('inventory-reserve'), 'subscription', { rate: 56 }),
    mapEdge(orderEvents, commerceBus, 'subscription', { rate: 38, filtered: true }),
    mapEdge(paymentEvents, store('payments-capture'), 'subscription', { rate: 61 }),
    mapEdge(paymentEvents, store('payments-ledger.fifo'), 'subscription', { rate: 61 }),
    mapEdge(commerceBus, store('shipping-labels'), 'rule', { rate: 38, filtered: true, name: 'orders-to-labels' }),
    mapEdge(commerceBus, store('emails-transactional'), 'rule', {
      rate: null,
      state: 'dark',
      filtered: true,
      name: 'orders-to-emails',
      because: 'Weir may not read where it leads',
      changedAt: FIXTURE_NOW - 14 * 60_000,
    }),
    mapEdge(mediaBus, store('encoding-jobs'), 'rule', { rate: 2.4, filtered: true, name: 'uploads-to-encoder' }),
    ...rows.flatMap(({ row, store: from, consumer, dead }) => [
      mapEdge(from, consumer, 'mapping', {
        rate: row.rate,
        ...(row.state === undefined ? {} : { state: row.state }),
        because: row.because ?? null,
        since: row.since ?? null,
        withoutDeadLetters: row.dead === 'none',
      }),
      ...(dead === null
        ? []
        : [
            mapEdge(from, dead, 'redrive', {
              rate: row.dead === 'dark' ? null : (row.deadRate ?? 0),
              ...(row.dead === 'dark' ? { state: 'dark' as const } : {}),
            }),
          ]),
    ]),
  ];
  const nodes = [
    ...[checkout, payments, warehouse, studio, tracker, drivers],
    ...[orderEvents, paymentEvents, commerceBus, mediaBus],
    ...rows.flatMap(({ store: kept, consumer, dead }) => (dead === null ? [kept, consumer] : [kept, consumer, dead])),
  ];
  return { nodes, edges, changes: changesOf(edges, commerceBus), changesLeftOut: { edits: false, others: false }, leftOut: 0 };
}

function deadLettersOf(row: Row, source: TopologyNode): TopologyNode | null {
  if (row.dead === 'none') return null;
  const name = `${row.queue.replace(/\.fifo$/, '')}-dlq${row.queue.endsWith('.fifo') ? '.fifo' : ''}`;
  const held = row.dead === 'dark' ? 0 : row.dead;
  return mapNode({
    name,
    kind: 'queue',
    column: 'dead-letters',
    system: source.system,
    deadLetter: true,
    verdict:
      row.dead === 'dark'
        ? verdictOf('unknown', 'access denied')
        : (row.deadRate ?? 0) > 0
          ? verdictOf('poisoned', `${held} dead letters, +11/min`, at(13, 44))
          : verdictOf('idle', 'no dead letters'),
  });
}

function changesOf(edges: readonly TopologyEdge[], bus: TopologyNode): TopologyChange[] {
  const rule = edges.find(({ via }) => via?.name === 'orders-to-emails')?.via;
  if (rule === null || rule === undefined || bus.resourceId === null) return [];
  return [
    {
      at: FIXTURE_NOW - 14 * 60_000,
      resourceId: rule.id,
      kind: 'rule',
      name: rule.name,
      change: 'edited',
      fields: ['pattern'],
      sentence: 'the event pattern changed',
      before: '{"detail-type":["OrderPlaced"]}',
      after: '{"detail-type":["OrderPlaced"],"detail":{"channel":["web"]}}',
    },
    {
      at: FIXTURE_NOW - 9 * 3_600_000,
      resourceId: bus.resourceId,
      kind: 'bus',
      name: bus.name,
      change: 'added',
      fields: [],
      sentence: 'the bus was added',
      before: null,
      after: null,
    },
  ];
}
