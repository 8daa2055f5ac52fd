import type { FanoutConfig } from '@weir/contract';
import { BUSY_TOPIC, counters, during, edit, facts, queueThere, type Stretch, subscriptionOf } from './case-windows.js';
import type { EditedBeside, EndpointFacts, FanoutFacts, FeederFacts, LongAgo } from './fanout-facts.js';

/** What topics and subscriptions look like in their tables of cases. Windows are three hours long where nothing else is said. */
const WINDOW_MINUTES = 180;

export const topic = (...stretches: readonly Stretch[]) => counters('sns.topic', ...stretches);
const BUSY = during(WINDOW_MINUTES, { published: 60, delivered: 180 });

const confirmed = subscriptionOf();
export const filtering = subscriptionOf({ filterPolicy: '{"tier":["gold"]}' });
export const hook = subscriptionOf({ protocol: 'https', endpoint: 'https://partner.example/hook' });
/** Nobody sees what a function gets. */
const unseen = subscriptionOf({ protocol: 'lambda', endpoint: 'arn:aws:lambda:eu-west-1:111122223333:function:mail', filterPolicy: '{}' });

/** A topic as it is judged, busy all the time. */
export const topicFacts = (given: Partial<FanoutFacts>): FanoutFacts => facts({ counters: topic(BUSY), ...given });

/** A subscription without a filter to a busy topic. */
export const subscribed = (given: Partial<FanoutFacts> = {}): FanoutFacts => facts({ config: confirmed, feeder: BUSY_TOPIC, ...given });

/** One whose queue got something until so many minutes ago. */
export const silentFor = (minutes: number, sent: number, given: Partial<FanoutFacts> = {}): FanoutFacts =>
  subscribed({ endpoints: [silentQueue(minutes, sent)], ...given });

export const silentQueue = (minutes: number, sent = 60): EndpointFacts =>
  queueThere(during(WINDOW_MINUTES - minutes, { sent }), during(minutes));

/** One whose queue got what these stretches say. */
export const receiving = (config: FanoutConfig, ...stretches: readonly Stretch[]): FanoutFacts =>
  subscribed({ config, endpoints: [queueThere(...stretches)] });

/** A function whose filter was edited so many minutes ago. */
export const unseenEdited = (minutesAgo: number, feeder: FeederFacts, beside: readonly EditedBeside[] = []): FanoutFacts =>
  facts({
    config: unseen,
    feeder,
    endpoints: [{ name: 'mail', exists: true, arrivals: null }],
    changes: [edit(minutesAgo, 'filterPolicy')],
    editedBeside: beside,
  });

/** A busy topic that does this. */
export const feeding = (...stretches: readonly Stretch[]): FeederFacts => ({ ...BUSY_TOPIC, counters: topic(...stretches) });

/** A topic whose single subscription lets nothing pass in its newest minutes. */
export const filteringAll = (minutes: number): FeederFacts =>
  feeding(during(WINDOW_MINUTES - minutes, { published: 60, delivered: 60 }), during(minutes, { published: 60, filteredOut: 60 }));

/** A topic that filters so many copies more of each message in its newest minutes. */
export const stepping = (minutes: number, copies = 1): FeederFacts =>
  feeding(
    during(WINDOW_MINUTES - minutes, { published: 60, delivered: 180, filteredOut: 60 }),
    during(minutes, { published: 60, delivered: 180 - 60 * copies, filteredOut: 60 + 60 * copies }),
  );

/** What waited long ago, of which nothing ended since. */
export const stillTried = (given: Partial<LongAgo> = {}): LongAgo => ({
  endedLate: 0,
  somebodyLeft: false,
  triedForMs: 23 * 24 * 60 * 60_000,
  ...given,
});

/** Failures of which no more is known than how many there can have been. */
export const atMost = (high: number) => ({ low: 0, high });
export const surely = (count: number) => ({ low: count, high: count });
