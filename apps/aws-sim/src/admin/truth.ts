import { QUEUE_METRICS, settledMinute, streamTruth, topicTruth, type SimulatedQueue } from '@weir/simulator';
import { MINUTE_MS } from '@weir/domain';
import type { Simulation } from '../simulation.js';
import { BadRequest } from './bad-request.js';
import { eventTruthOf } from './event-truth.js';
import { instantOf, settledUntil } from './truth-range.js';

const LONGEST_MS = 16 * 24 * 60 * MINUTE_MS;
/** Minutes of shards that are told of at once: they are counted key by key. */
const MOST_SHARD_MINUTES = 200_000;

/**
 * The settled minutes of a queue; with `?stream` or `?topic` those of a stream or a topic; with `?rule`, `?pipe` or `?function` of one of those.
 */
export function truthOf(simulation: Simulation, query: URLSearchParams): object {
  if (query.has('topic')) return truthOfTopic(simulation, query);
  const ofEvents = eventTruthOf(simulation, query);
  if (ofEvents) return ofEvents;
  return query.has('stream') ? truthOfStream(simulation, query) : truthOfQueue(simulation, query);
}

/** What every queue holds at this moment: a reader that looks now must see one of these. */
export function depthsNow(simulation: Simulation): object {
  const now = simulation.clock.now();
  const queues = simulation.world.allScopes.flatMap((scope) =>
    scope.names.flatMap((name) => {
      const queue = scope.queueAt(name, now);
      return queue ? [{ arn: queue.identity.arn, held: heldBy(queue) }] : [];
    }),
  );
  return { now, queues };
}

const heldBy = (queue: SimulatedQueue): object => ({ visible: queue.visible, inFlight: queue.inFlight, delayed: queue.delayed });

/**
 * What happened to a stream: shard by shard and minute by minute, the keys behind it, and how far its consumers are behind at this moment.
 * `?account&region&stream&from&to` as for queues.
 */
function truthOfStream(simulation: Simulation, query: URLSearchParams): object {
  const now = simulation.clock.now();
  const scope = simulation.world.scope(query.get('account') ?? '', query.get('region') ?? '');
  const stream = scope?.streams.at(query.get('stream') ?? '', now);
  if (!stream) throw new BadRequest([{ field: 'stream', message: 'no such stream in this account and region' }]);
  const to = instantOf(query, 'to', now);
  const from = instantOf(query, 'from', to - 60 * MINUTE_MS);
  if (((to - from) / MINUTE_MS) * stream.openShards(now).length > MOST_SHARD_MINUTES) {
    throw new BadRequest([{ field: 'from', message: `at most ${MOST_SHARD_MINUTES} minutes × shards before to` }]);
  }
  return { stream: stream.identity, now, settledUntil: settledUntil(now), ...streamTruth(stream, from, to, now) };
}

/** What became of what was published, subscription by subscription and minute by minute. `?account&region&topic&from&to` as for queues. */
function truthOfTopic(simulation: Simulation, query: URLSearchParams): object {
  const now = simulation.clock.now();
  const topic = simulation.world.scope(query.get('account') ?? '', query.get('region') ?? '')?.topics.at(query.get('topic') ?? '', now);
  if (!topic) throw new BadRequest([{ field: 'topic', message: 'no such topic in this account and region' }]);
  const to = instantOf(query, 'to', now);
  const from = instantOf(query, 'from', to - 60 * MINUTE_MS);
  if (to - from > LONGEST_MS) throw new BadRequest([{ field: 'from', message: 'at most 16 days before to' }]);
  return { topic: topic.identity, now, settledUntil: settledUntil(now), ...topicTruth(topic, from, to) };
}

/**
 * The settled minutes of a queue: what a reader must have stored once the dust settles. `?account&region&queue&from&to`, times in
 * epoch milliseconds; without them the last hour. Minutes before `settledUntil` have been told by CloudWatch as they stand here.
 */
function truthOfQueue(simulation: Simulation, query: URLSearchParams): object {
  const name = query.get('queue') ?? '';
  const now = simulation.clock.now();
  const queue = simulation.world.scope(query.get('account') ?? '', query.get('region') ?? '')?.queueAt(name, now);
  if (!queue) throw new BadRequest([{ field: 'queue', message: 'no such queue in this account and region' }]);
  const to = instantOf(query, 'to', now);
  const from = instantOf(query, 'from', to - 60 * MINUTE_MS);
  if (to - from > LONGEST_MS) throw new BadRequest([{ field: 'from', message: 'at most 16 days before to' }]);
  return {
    queue: queue.identity,
    now,
    settledUntil: settledUntil(now),
    held: heldBy(queue),
    ledger: queue.ledger,
    metrics: metricsOf(queue, Math.ceil(from / MINUTE_MS) * MINUTE_MS, to),
  };
}

/** Per metric `[minute start, { count, sum, min, max }]` of every minute that was emitted. */
function metricsOf(queue: SimulatedQueue, from: number, to: number): object {
  return Object.fromEntries(
    Object.entries(QUEUE_METRICS)
      .filter(([, source]) => !source.fifoOnly || queue.identity.fifo)
      .map(([name, source]) => {
        const minutes: [number, object][] = [];
        for (let minute = from; minute < to; minute += MINUTE_MS) {
          const samples = settledMinute(queue.log, minute, source);
          if (samples) minutes.push([minute, samples]);
        }
        return [name, minutes];
      }),
  );
}
