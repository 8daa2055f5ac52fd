import type { LossCountdown, VerdictState } from '@weir/contract';
import type { CatalogueResource } from '../model/catalogue.js';
import {
  bus,
  busArn,
  functionArn,
  lambdaFunction,
  mapping,
  pipe,
  queue,
  queueArn,
  rule,
  stream,
  subscription,
  target,
  topic,
} from '../topology/testing/small-estate.js';

const CLICKS = stream('clicks');
const HOOK = 'https://hooks.parcels.example';

/** A shop with one of everything. */
export const SHOP: readonly CatalogueResource[] = [
  topic('order-events'),
  subscription('order-events', queueArn('billing'), { deadLetterTargetArn: queueArn('undelivered') }),
  subscription('order-events', queueArn('mails')),
  subscription('order-events', HOOK, { deadLetterTargetArn: queueArn('hooks-dlq') }),
  queue('billing', 'billing-dlq'),
  queue('billing-dlq'),
  queue('mails', 'mails-dlq'),
  queue('mails-dlq'),
  queue('labels'),
  queue('undelivered'),
  queue('hooks-dlq'),
  mapping(queueArn('billing'), 'bill'),
  lambdaFunction('bill'),
  bus('shop'),
  rule('shop', 'invoices', { targets: [target(queueArn('billing'), { deadLetterTargetArn: queueArn('undelivered') })] }),
  rule('shop', 'saga', { targets: [target(functionArn('saga-step'), { deadLetterTargetArn: queueArn('saga-dlq') })] }),
  rule('shop', 'normaliser', { targets: [target(busArn('shop')), target(queueArn('stock'))] }),
  lambdaFunction('saga-step'),
  queue('saga-dlq'),
  queue('stock'),
  queue('returns'),
  pipe('returns-to-warehouse', { sourceArn: queueArn('returns'), targetArn: busArn('warehouse') }),
  bus('warehouse'),
  rule('warehouse', 'refunds', { targets: [target(queueArn('labels'))] }),
  bus('partner'),
  rule('partner', 'charges', { targets: [target(queueArn('mails'))] }),
  CLICKS,
  mapping(CLICKS.arn, 'sessions'),
  lambdaFunction('sessions'),
];

type Script = readonly (readonly [minute: number, ref: string, state: VerdictState, reason: string, lossInHours?: number])[];

export interface ScenarioCase {
  readonly name: string;
  readonly script: Script;
  /** Minutes that pass in all. */
  readonly lasts: number;
  /** `SEV2 queue billing @2.5: queue billing-dlq`; an incident that is over ends in `, over`. `@`: minutes from the first verdict to opening. */
  readonly incidents: readonly string[];
}

export const lossIn = (hours: number, at: number): LossCountdown => ({
  ...{ earliestAt: at + hours * 3_600_000, latestAt: at + (hours + 1) * 3_600_000, count: 412, kind: 'backlog-expiry' },
});

const flapping = (everyMinutes: number, times: number): Script =>
  Array.from({ length: times }, (_, index) => [
    [2 * index * everyMinutes, 'queue labels', 'stopped', 'nobody-receiving'] as const,
    [(2 * index + 1) * everyMinutes, 'queue labels', 'ok', 'flowing'] as const,
  ]).flat();

/** Verdicts as the judges give them in the scenarios of the simulator. A scenario that opens the wrong incident becomes a row here. */
export const SCENARIO_CASES: readonly ScenarioCase[] = [
  { name: 'healthy', lasts: 120, script: [], incidents: [] },
  {
    name: 'poisoned',
    lasts: 30,
    script: [
      [0, 'queue billing-dlq', 'poisoned', 'dead-letters-arriving'],
      [1, 'queue billing', 'poisoned', 'dead-lettering'],
    ],
    incidents: ['SEV2 queue billing @2: queue billing-dlq'],
  },
  {
    name: 'stopped-consumer',
    lasts: 30,
    script: [[0, 'queue labels', 'stopped', 'nobody-receiving']],
    incidents: ['SEV2 queue labels @1:'],
  },
  {
    name: 'stalled-consumer',
    lasts: 30,
    script: [[0, 'queue labels', 'stalled', 'taken-never-finished']],
    incidents: ['SEV2 queue labels @1:'],
  },
  {
    name: 'slow for a moment',
    lasts: 60,
    script: [
      [0, 'queue labels', 'slow', 'backlog-growing'],
      [8, 'queue labels', 'ok', 'draining'],
    ],
    incidents: [],
  },
  { name: 'slow-consumer', lasts: 60, script: [[0, 'queue labels', 'slow', 'backlog-growing']], incidents: ['SEV4 queue labels @10:'] },
  { name: 'fifo-group-blocked', lasts: 60, script: [[0, 'queue labels', 'slow', 'group-blocked']], incidents: ['SEV4 queue labels @10:'] },
  {
    name: 'dlq-trickle',
    lasts: 300,
    script: [0, 60, 120, 180].flatMap((minute) => [
      [minute, 'queue mails-dlq', 'poisoned', 'dead-letters-arriving'] as const,
      [minute + 10, 'queue mails-dlq', 'stalled', 'dead-letters-waiting'] as const,
    ]),
    incidents: ['SEV2 queue mails-dlq @1.5:'],
  },
  { name: 'a queue that flaps fast', lasts: 300, script: flapping(3, 40), incidents: ['SEV2 queue labels @1:, over'] },
  { name: 'a queue that flaps slowly', lasts: 400, script: flapping(20, 8), incidents: ['SEV2 queue labels @1:, over'] },
  {
    name: 'stopped, and then about to lose messages',
    lasts: 60,
    script: [
      [0, 'queue labels', 'stopped', 'nobody-receiving'],
      [20, 'queue labels', 'stopped', 'nobody-receiving', 20],
      [40, 'queue labels', 'stopped', 'nobody-receiving', 3],
    ],
    incidents: ['SEV1 queue labels @1:'],
  },
  {
    name: 'poisoned, and then Weir is no longer let in',
    lasts: 600,
    script: [
      [0, 'queue billing', 'poisoned', 'dead-lettering'],
      [0, 'queue billing-dlq', 'poisoned', 'dead-letters-arriving'],
      [10, 'queue billing', 'unknown', 'denied'],
      [10, 'queue billing-dlq', 'stale', 'readings-denied'],
    ],
    incidents: ['SEV2 queue billing @1: queue billing-dlq'],
  },
  {
    name: 'filter-policy-typo',
    lasts: 30,
    script: [[0, 'subscription mails', 'filtered-out', 'policy-edited']],
    incidents: ['SEV2 subscription mails @1:'],
  },
  {
    name: 'subscription-pending',
    lasts: 30,
    script: [[0, 'subscription mails', 'starved', 'pending-confirmation']],
    incidents: ['SEV2 subscription mails @1:'],
  },
  {
    name: 'http-endpoint-failing',
    lasts: 60,
    script: [
      [0, 'topic order-events', 'failing', 'endpoint-failing'],
      [3, 'subscription hooks.parcels.example', 'failing', 'endpoint-failing'],
      [15, 'queue hooks-dlq', 'poisoned', 'dead-letters-arriving'],
    ],
    incidents: ['SEV2 subscription hooks.parcels.example @1: queue hooks-dlq, topic order-events'],
  },
  {
    name: 'one-dead-subscriber',
    lasts: 60,
    script: [
      [0, 'subscription mails', 'failing', 'endpoint-missing'],
      [2, 'topic order-events', 'failing', 'deliveries-lost'],
      [4, 'subscription hooks.parcels.example', 'failing', 'endpoint-failing'],
    ],
    incidents: ['SEV1 subscription mails @1: subscription hooks.parcels.example, topic order-events'],
  },
  {
    name: 'target-queue-denied',
    lasts: 60,
    script: [
      [0, 'queue undelivered', 'poisoned', 'dead-letters-arriving'],
      [2, 'subscription billing', 'dead-lettering', 'dead-letters-arriving'],
      [3, 'topic order-events', 'dead-lettering', 'dead-letters-arriving'],
      [4, 'rule invoices', 'dead-lettering', 'dead-letters-arriving'],
    ],
    incidents: ['SEV2 subscription billing @1.5: queue undelivered, rule invoices, topic order-events'],
  },
  {
    name: 'target-permission-denied',
    lasts: 30,
    script: [[0, 'rule saga', 'failing', 'deliveries-lost']],
    incidents: ['SEV1 rule saga @1:'],
  },
  {
    name: 'target-throttled',
    lasts: 60,
    script: [
      [0, 'rule saga', 'throttled', 'target-retried'],
      [5, 'rule saga', 'stalled', 'deliveries-waiting'],
      [15, 'queue saga-dlq', 'poisoned', 'dead-letters-arriving'],
      [16, 'rule saga', 'dead-lettering', 'dead-letters-arriving'],
    ],
    incidents: ['SEV2 rule saga @5: queue saga-dlq'],
  },
  {
    name: 'target-throttled by its function',
    lasts: 60,
    script: [
      [0, 'function saga-step', 'throttled', 'function-throttled'],
      [1, 'rule saga', 'throttled', 'target-retried'],
      [15, 'queue saga-dlq', 'poisoned', 'dead-letters-arriving'],
    ],
    incidents: ['SEV2 function saga-step @10: queue saga-dlq, rule saga'],
  },
  {
    name: 'rule-disabled',
    lasts: 30,
    script: [[0, 'rule saga', 'disabled', 'switched-off-while-busy']],
    incidents: ['SEV3 rule saga @1:'],
  },
  {
    name: 'pipe-stopped',
    lasts: 60,
    script: [
      [0, 'pipe returns-to-warehouse', 'stopped', 'pipe-stopped'],
      [4, 'queue returns', 'stopped', 'nobody-receiving'],
      [6, 'bus warehouse', 'starved', 'source-silent'],
      [6, 'rule refunds', 'starved', 'source-silent'],
    ],
    incidents: ['SEV2 pipe returns-to-warehouse @1: bus warehouse, queue returns, rule refunds'],
  },
  {
    name: 'rule-loop',
    lasts: 60,
    script: [
      [0, 'rule normaliser', 'failing', 'multiplied-by-edit'],
      [3, 'queue stock', 'slow', 'backlog-growing'],
    ],
    incidents: ['SEV2 rule normaliser @1: queue stock'],
  },
  {
    name: 'partner-source-silent',
    lasts: 60,
    script: [
      [0, 'bus partner', 'starved', 'source-silent'],
      [0, 'rule charges', 'starved', 'source-silent'],
    ],
    incidents: ['SEV2 bus partner @1: rule charges'],
  },
  { name: 'one-hot-key', lasts: 60, script: [[0, 'stream clicks', 'slow', 'shard-throttled']], incidents: ['SEV4 stream clicks @10:'] },
  {
    name: 'so hot that producers give up',
    lasts: 60,
    script: [[0, 'stream clicks', 'stalled', 'writes-refused']],
    incidents: ['SEV2 stream clicks @5:'],
  },
  {
    name: 'consumer-stopped',
    lasts: 60,
    script: [
      [0, 'consumer sessions', 'stopped', 'switched-off', 23],
      [1, 'stream clicks', 'stopped', 'readers-stopped'],
    ],
    incidents: ['SEV2 consumer sessions @1: stream clicks'],
  },
  {
    name: 'poison-batch',
    lasts: 60,
    script: [
      [0, 'stream clicks', 'poisoned', 'readers-poisoned'],
      [2, 'consumer sessions', 'poisoned', 'batch-retried', 3],
    ],
    incidents: ['SEV1 consumer sessions @1: stream clicks'],
  },
  {
    name: 'a failing function poisons its queue',
    lasts: 60,
    script: [
      [0, 'queue billing-dlq', 'poisoned', 'dead-letters-arriving'],
      [1, 'queue billing', 'poisoned', 'dead-lettering'],
      [2, 'function bill', 'failing', 'function-failing'],
    ],
    incidents: ['SEV2 function bill @3: queue billing, queue billing-dlq'],
  },
  {
    name: 'two at once: a stopped consumer and a silent partner',
    lasts: 60,
    script: [
      [0, 'queue labels', 'stopped', 'nobody-receiving'],
      [2, 'bus partner', 'starved', 'source-silent'],
      [2, 'rule charges', 'starved', 'source-silent'],
    ],
    incidents: ['SEV2 queue labels @1:', 'SEV2 bus partner @3: rule charges'],
  },
  {
    name: 'two at once: a filter and an endpoint of one topic',
    lasts: 60,
    script: [
      [0, 'subscription mails', 'filtered-out', 'policy-edited'],
      [2, 'topic order-events', 'failing', 'endpoint-failing'],
      [2, 'subscription hooks.parcels.example', 'failing', 'endpoint-failing'],
    ],
    incidents: ['SEV2 subscription mails @1:', 'SEV2 subscription hooks.parcels.example @3: topic order-events'],
  },
  {
    name: 'two at once: two queues poisoned',
    lasts: 60,
    script: [
      [0, 'queue billing-dlq', 'poisoned', 'dead-letters-arriving'],
      [0, 'queue billing', 'poisoned', 'dead-lettering'],
      [0, 'queue mails-dlq', 'poisoned', 'dead-letters-arriving'],
      [0, 'queue mails', 'poisoned', 'dead-lettering'],
    ],
    incidents: ['SEV2 queue billing @1: queue billing-dlq', 'SEV2 queue mails @1: queue mails-dlq'],
  },
  {
    name: 'poisoned, mended, and poisoned again while its dead letters still wait',
    lasts: 240,
    script: [
      [0, 'queue billing', 'poisoned', 'dead-lettering'],
      [0, 'queue billing-dlq', 'poisoned', 'dead-letters-arriving'],
      [20, 'queue billing', 'ok', 'flowing'],
      [30, 'queue billing-dlq', 'stalled', 'dead-letters-waiting'],
      [120, 'queue billing', 'poisoned', 'dead-lettering'],
      [121, 'queue billing-dlq', 'poisoned', 'dead-letters-arriving'],
    ],
    incidents: ['SEV2 queue billing @1: queue billing-dlq'],
  },
  {
    name: 'mended, dead letters put back',
    lasts: 90,
    script: [
      [0, 'queue billing', 'poisoned', 'dead-lettering'],
      [0, 'queue billing-dlq', 'poisoned', 'dead-letters-arriving'],
      [20, 'queue billing', 'ok', 'flowing'],
      [30, 'queue billing-dlq', 'stalled', 'dead-letters-waiting'],
      [40, 'queue billing-dlq', 'slow', 'dead-letters-leaving'],
      [50, 'queue billing-dlq', 'ok', 'no-dead-letters'],
    ],
    incidents: ['SEV2 queue billing @1: queue billing-dlq, over'],
  },
];
