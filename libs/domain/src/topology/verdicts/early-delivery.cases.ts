import { during, edit, line, minuteStart, queueThere, subscriptionOf, type FanoutCase } from './case-windows.js';
import {
  atMost,
  feeding,
  filtering,
  receiving,
  silentFor,
  silentQueue,
  stepping,
  topic,
  topicFacts,
  unseenEdited,
} from './delivery-windows.js';
import type { EditedBeside } from './fanout-facts.js';

const confirmed = subscriptionOf();
const beside = (arrivals: EditedBeside['arrivals']): EditedBeside => ({ name: 'another', at: [edit(12, 'filterPolicy').at], arrivals });

/** Topics and subscriptions in the first minutes of a trouble: when there is evidence enough, and when not yet. */
export const EARLY_DELIVERY_CASES: readonly FanoutCase[] = [
  {
    name: 'a steady queue is silent after two minutes while its topic is busy',
    kind: 'subscription',
    facts: silentFor(2, 60),
    expected: ['starved', 'nothing-arrives'],
    because: 'nothing for 2 min',
    since: minuteStart(3),
  },
  {
    name: 'one minute without anything may be an outage of a minute',
    kind: 'subscription',
    facts: silentFor(1, 60),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'with an edit right before, one whole minute is enough',
    kind: 'subscription',
    facts: silentFor(1, 60, { config: filtering, changes: [edit(2, 'filterPolicy')] }),
    expected: ['filtered-out', 'policy-edited'],
    since: minuteStart(2),
  },
  {
    name: 'with an edit right before, a minute in which little was due is not enough',
    kind: 'subscription',
    facts: silentFor(1, 9, { config: filtering, changes: [edit(2, 'filterPolicy')] }),
    expected: ['ok', 'passing-some'],
  },
  {
    name: 'an edit explains no silence that begins with the topic',
    kind: 'subscription',
    facts: silentFor(10, 60, {
      config: filtering,
      feeder: feeding(during(170, { published: 60, delivered: 60 }), during(10)),
      changes: [edit(12, 'filterPolicy')],
    }),
    expected: ['ok', 'passing-some'],
  },
  {
    name: 'a slow queue is given the time in which something should have come',
    kind: 'subscription',
    facts: silentFor(8, 5),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'and is silent when that has passed',
    kind: 'subscription',
    facts: silentFor(9, 5),
    expected: ['starved', 'nothing-arrives'],
  },
  {
    name: 'what comes in bursts is silent between them',
    kind: 'subscription',
    facts: receiving(confirmed, during(150, { sent: 200 }), during(3), during(23, { sent: 200 }), during(4)),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'what varies widely is given longer',
    kind: 'subscription',
    facts: receiving(confirmed, ...Array.from({ length: 88 }, () => [during(1, { sent: 1 }), during(1, { sent: 119 })]).flat(), during(4)),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'two whole minutes of one more copy filtered are enough after an edit',
    kind: 'subscription',
    facts: unseenEdited(4, stepping(2)),
    expected: ['filtered-out', 'policy-edited'],
    since: minuteStart(3),
  },
  {
    name: 'the first minute of the step is not enough, for the edit lies within it',
    kind: 'subscription',
    facts: unseenEdited(3, stepping(1)),
    expected: ['ok', 'passing-some'],
  },
  {
    name: 'publications that CloudWatch has counted in part look like more filtered, and are not',
    kind: 'subscription',
    facts: unseenEdited(
      4,
      feeding(
        during(178, { published: 60, delivered: 120, filteredOut: 60 }),
        during(2, { published: 30, delivered: 120, filteredOut: 60 }),
      ),
    ),
    expected: ['ok', 'passing-some'],
  },
  {
    name: 'what is filtered varies with what is published: a step within that is none',
    kind: 'subscription',
    facts: unseenEdited(
      6,
      feeding(
        ...Array.from({ length: 88 }, () => [
          during(1, { published: 60, delivered: 180 }),
          during(1, { published: 60, delivered: 60, filteredOut: 120 }),
        ]).flat(),
        during(4, { published: 60, delivered: 60, filteredOut: 120 }),
      ),
    ),
    expected: ['ok', 'passing-some'],
  },
  {
    name: 'edited together with another whose queue fell silent: the step is the other one',
    kind: 'subscription',
    facts: unseenEdited(12, stepping(10), [beside(silentQueue(10).arrivals)]),
    expected: ['ok', 'passing-some'],
  },
  {
    name: 'edited together with another whose queue goes on: the step is its own',
    kind: 'subscription',
    facts: unseenEdited(12, stepping(10), [beside(queueThere(during(180, { sent: 60 })).arrivals)]),
    expected: ['filtered-out', 'policy-edited'],
    because: 'when deliveries stopped',
  },
  {
    name: 'edited together with another that cannot be seen either: one of two',
    kind: 'subscription',
    facts: unseenEdited(12, stepping(10), [beside(null)]),
    expected: ['filtered-out', 'policy-edited'],
    because: 'it is one of 2 edited then, and the counters do not say which',
  },
  {
    name: 'edited together with another, and two copies more are filtered: both',
    kind: 'subscription',
    facts: unseenEdited(12, stepping(10, 2), [beside(null)]),
    expected: ['filtered-out', 'policy-edited'],
    because: 'the filter policy changed when deliveries stopped',
  },
  {
    name: 'another that was edited hours ago has nothing to do with it',
    kind: 'subscription',
    facts: unseenEdited(12, stepping(10), [{ ...beside(null), at: [edit(170, 'filterPolicy').at] }]),
    expected: ['filtered-out', 'policy-edited'],
    because: 'when deliveries stopped',
  },
  {
    name: 'an HTTP endpoint that fails for two minutes in a row',
    kind: 'topic',
    facts: topicFacts({
      counters: topic(during(178, { published: 60, delivered: 240 }), during(2, { published: 60, delivered: 180, failed: 240 })),
      line: { ...line({ expected: 3600, delivered: 3480 }), failed: atMost(480) },
    }),
    expected: ['failing', 'endpoint-failing'],
    because: '480 attempts',
    since: minuteStart(3),
  },
  {
    name: 'an HTTP endpoint that fails is one among many of its topic: its attempts are held against their own past',
    kind: 'topic',
    facts: topicFacts({
      counters: topic(
        during(178, { published: 1_600, delivered: 12_000, failed: 3 }),
        during(2, { published: 1_600, delivered: 11_900, failed: 1_400 }),
      ),
      line: { ...line({ expected: 180_000, delivered: 179_000 }), failed: atMost(2_800) },
    }),
    expected: ['failing', 'endpoint-failing'],
  },
  {
    name: 'an HTTP endpoint that fails as often as ever',
    kind: 'topic',
    facts: topicFacts({
      counters: topic(
        during(178, { published: 1_600, delivered: 12_000, failed: 300 }),
        during(2, { published: 1_600, delivered: 12_000, failed: 900 }),
      ),
      line: { ...line({ expected: 180_000, delivered: 180_000 }), failed: atMost(4_000) },
    }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'one message that is tried again into the next minute is no failing endpoint',
    kind: 'topic',
    facts: topicFacts({
      counters: topic(during(178, { published: 1, delivered: 2 }), during(2, { published: 1, delivered: 2, failed: 2 })),
      line: { ...line({ expected: 30, delivered: 30 }), failed: atMost(4) },
    }),
    expected: ['ok', 'delivering'],
  },
];
