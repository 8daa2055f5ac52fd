import { MINUTE_MS } from '@weir/domain';
import {
  type DrawnFault,
  type Meter,
  QUEUE_METRICS,
  ruleTruth,
  settledMinute,
  streamTruth,
  type SubscriptionTruth,
  topicTruth,
} from '@weir/simulator';
import type { Simulation } from '../simulation.js';

/** The hour before a fault says what passes its place. */
const BEFORE_MS = 60 * MINUTE_MS;

/** The faults of a drill, and how many messages each has touched by now, were the hour like the one before it. */
export function drillTruth(simulation: Simulation): object {
  const now = simulation.clock.now();
  simulation.world.timeline.advance(now);
  return { now, faults: simulation.drawn.map((fault) => ({ ...fault, touched: touchedBy(simulation, fault, now) })) };
}

function touchedBy(simulation: Simulation, { meter, from, share }: DrawnFault, now: number): number {
  if (meter.of === 'failed-copies') return failedSince(simulation, meter, from, now);
  const passed = passedBefore(simulation, meter, from, now);
  return Math.round(passed * share * Math.max(0, (now - from) / BEFORE_MS) * 10) / 10;
}

type CopiesMeter = Extract<Meter, { readonly endpoint: string }>;

/** Copies that died or still wait. */
function failedSince(simulation: Simulation, meter: CopiesMeter, from: number, now: number): number {
  const told = subscriptionTruth(simulation, meter, from, now);
  return (told?.minutes ?? []).reduce((sum, [, { deadLettered, lost }]) => sum + deadLettered + lost, told?.waiting ?? 0);
}

function subscriptionTruth({ world }: Simulation, meter: CopiesMeter, from: number, to: number): SubscriptionTruth | undefined {
  const topic = world.scope(meter.accountId, meter.region)?.topics.at(meter.name, to);
  return topic && topicTruth(topic, from, to).subscriptions.find(({ endpoint }) => endpoint === meter.endpoint);
}

/** Messages that passed in the hour before `at`, by the simulator's own ledger. */
function passedBefore(simulation: Simulation, meter: Meter, at: number, now: number): number {
  const { world } = simulation;
  const from = at - BEFORE_MS;
  const scope = world.scope(meter.accountId, meter.region);
  switch (meter.of) {
    case 'queue': {
      const queue = scope?.queueAt(meter.name, now);
      const source = QUEUE_METRICS['NumberOfMessagesSent'];
      let sent = 0;
      for (let minute = from; queue && source && minute < at; minute += MINUTE_MS)
        sent += settledMinute(queue.log, minute, source)?.sum ?? 0;
      return sent;
    }
    case 'subscription':
    case 'failed-copies': {
      const told = subscriptionTruth(simulation, meter, from, at);
      return (told?.minutes ?? []).reduce((sum, [, counts]) => sum + counts.delivered, 0);
    }
    case 'rule': {
      const rule = scope?.events.buses.buses.get(meter.bus)?.rules.get(meter.name);
      const [first] = rule ? ruleTruth(rule, from, at).targets : [];
      return (first?.minutes ?? []).reduce((sum, [, counts]) => sum + counts.matched, 0);
    }
    case 'stream': {
      const stream = scope?.streams.at(meter.name, now);
      const samples = stream ? streamTruth(stream, from, at, now).metrics['IncomingRecords'] : [];
      return (samples ?? []).reduce((sum, [, { sum: records }]) => sum + records, 0);
    }
  }
}
