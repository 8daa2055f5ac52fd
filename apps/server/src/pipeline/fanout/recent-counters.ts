import type { ResourceMetric } from '@weir/contract';
import { CounterWindow, familyOf, type FamilyName, MINUTE_MS } from '@weir/domain';
import { RECENT_MINUTES, type RecentReadings } from '../recent-readings.js';
import type { WatchedQueues } from '../watched-queues.js';
import type { WatchedStreams } from '../streams/watched-streams.js';

type Readings = RecentReadings<ResourceMetric>;

const MADE = new WeakMap<Readings, { readonly revision: number; readonly window: CounterWindow | null }>();

/**
 * Recent readings as the ledger and the judge add them up, up to the newest minute that is known; null: none is. Most of an estate is as it
 * was when it was judged last: what was made then is kept.
 */
export function countersOf(family: FamilyName, readings: Readings): CounterWindow | null {
  const known = MADE.get(readings);
  if (known?.revision === readings.revision) return known.window;
  const to = readings.knownThrough;
  const window = to === null ? null : CounterWindow.of(family, readings.rows(), readings.silences(), to - RECENT_MINUTES * MINUTE_MS, to);
  MADE.set(readings, { revision: readings.revision, window });
  return window;
}

/** What arrives in the queues and streams that other collectors read. */
export class RecentSources {
  constructor(
    private readonly queues: Pick<WatchedQueues, 'byArn'>,
    private readonly streams: Pick<WatchedStreams, 'byArn'>,
  ) {}

  /** Counters of a queue; null: it is not read, or only its age is, as of a dead-letter queue. */
  queueCounters(arn: string): CounterWindow | null {
    const minutes = this.queues.byArn(arn)?.window.plain() ?? [];
    const rows = minutes.flatMap(({ at, cloudwatch }) =>
      cloudwatch?.sent == null ? [] : [{ at, values: FAMILY.metrics.map(({ key }) => cloudwatch[key] ?? null) }],
    );
    const [first, last] = [minutes[0], rows.at(-1)];
    if (!first || !last) return null;
    const silences = minutes.flatMap(({ at, absence }) => (absence === null ? [] : [{ from: at, to: at + MINUTE_MS, reason: absence }]));
    return CounterWindow.of('sqs.cloudwatch', rows, silences, first.at, last.at + MINUTE_MS);
  }

  /** Counters of a queue or stream by its ARN; null: it is not read. */
  sourceCounters(arn: string): CounterWindow | null {
    const stream = this.streams.byArn(arn);
    return stream ? countersOf('kinesis.stream', stream.readings) : this.queueCounters(arn);
  }

  /** Messages that wait in a queue; null: not known. */
  waiting(arn: string): number | null {
    return this.queues.byArn(arn)?.live?.visible ?? null;
  }
}

const FAMILY = familyOf('sqs.cloudwatch');
