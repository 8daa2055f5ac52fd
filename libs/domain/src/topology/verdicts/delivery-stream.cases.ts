import { counters, during, facts, hoseOf, type FanoutCase } from './case-windows.js';

const hose = (...stretches: Parameters<typeof counters> extends [unknown, ...infer Rest] ? Rest : never) =>
  counters('firehose.delivery', ...stretches);

/** Delivery streams that others put into. It grows with every wrong verdict that is found. */
export const DELIVERY_STREAM_CASES: readonly FanoutCase[] = [
  {
    name: 'a delivery stream at work, with attempts once in five minutes',
    kind: 'delivery-stream',
    facts: facts({ config: hoseOf(), counters: hose(during(180, { hoseRecords: 40, deliverySuccess: 1, deliveryFreshness: 290 })) }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a delivery stream nobody puts into',
    kind: 'delivery-stream',
    facts: facts({ config: hoseOf(), counters: hose(during(180)) }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'a delivery stream whose endpoint refuses everything',
    kind: 'delivery-stream',
    facts: facts({
      config: hoseOf({ destination: 'HttpEndpoint' }),
      counters: hose(during(150, { hoseRecords: 40, deliverySuccess: 1 }), during(30, { hoseRecords: 40, deliverySuccess: 0 })),
    }),
    expected: ['failing', 'delivery-failing'],
    because: 'none of its newest attempts worked',
  },
  {
    name: 'a delivery stream of which half the attempts fail',
    kind: 'delivery-stream',
    facts: facts({
      config: hoseOf(),
      counters: hose(during(170, { hoseRecords: 40, deliverySuccess: 1 }), during(10, { hoseRecords: 40, deliverySuccess: 0.5 })),
    }),
    expected: ['slow', 'delivery-stumbling'],
    because: '50',
  },
  {
    name: 'a delivery stream that attempts once in five minutes, and failed twice',
    kind: 'delivery-stream',
    facts: facts({
      config: hoseOf(),
      counters: hose(
        during(165, { hoseRecords: 40, deliverySuccess: 1 }),
        ...[1, 2, 3].flatMap(() => [during(1, { hoseRecords: 40, deliverySuccess: 0 }), during(4, { hoseRecords: 40 })]),
      ),
    }),
    expected: ['failing', 'delivery-failing'],
  },
  {
    name: 'a delivery stream whose newest attempt works again',
    kind: 'delivery-stream',
    facts: facts({
      config: hoseOf(),
      counters: hose(during(175, { hoseRecords: 40, deliverySuccess: 0 }), during(5, { hoseRecords: 40, deliverySuccess: 1 })),
    }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a small dip of the success ratio is retried and means nothing',
    kind: 'delivery-stream',
    facts: facts({
      config: hoseOf(),
      counters: hose(during(170, { hoseRecords: 40, deliverySuccess: 1 }), during(10, { hoseRecords: 40, deliverySuccess: 0.97 })),
    }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a delivery stream that no longer delivers and makes no attempt either',
    kind: 'delivery-stream',
    facts: facts({
      config: hoseOf(),
      counters: hose(during(150, { hoseRecords: 40, deliveryFreshness: 290 }), during(30, { hoseRecords: 40, deliveryFreshness: 2_400 })),
    }),
    expected: ['stalled', 'delivery-held'],
    because: 'the oldest record waits',
  },
  {
    name: 'a delivery stream into which more is put than its quota allows',
    kind: 'delivery-stream',
    facts: facts({
      config: hoseOf(),
      counters: hose(during(170, { hoseRecords: 40 }), during(10, { hoseRecords: 4_000, hoseThrottled: 900, deliverySuccess: 1 })),
    }),
    expected: ['throttled', 'records-throttled'],
    because: 'refused',
  },
  {
    name: 'a delivery stream that AWS suspended',
    kind: 'delivery-stream',
    facts: facts({ config: hoseOf({ state: 'SUSPENDED' }), counters: hose(during(180)) }),
    expected: ['disabled', 'switched-off'],
    because: 'SUSPENDED',
  },
  {
    name: 'a delivery stream that AWS could not create',
    kind: 'delivery-stream',
    facts: facts({ config: hoseOf({ state: 'CREATING_FAILED' }), counters: hose(during(180)) }),
    expected: ['failing', 'state-failed'],
    because: 'CREATING_FAILED',
  },
  {
    name: 'a delivery stream whose figures the role may not read',
    kind: 'delivery-stream',
    facts: facts({ config: hoseOf(), failure: 'denied' }),
    expected: ['unknown', 'denied'],
  },
];
