import { MINUTE_MS } from '@weir/domain';
import { groupName } from '../traffic/workload.js';
import type { Trouble } from '../trouble/trouble.js';
import { placeOfArn } from '../world/arn.js';
import type { EstateBlueprint, QueueBlueprint } from './blueprint.js';
import { DATA, PROD } from './accounts.js';
import { NO_EVENTS } from './event-blueprint.js';
import { EVENT_SCENARIOS, eventTroubleBegan, eventTurnTo, isEventScenario } from './event-scenarios.js';
import { company, DEMO_EPISODES } from './company.js';
import { DEMO_STREAM_EPISODES } from './company-streams.js';
import { DEMO_ENDPOINT_EPISODES } from './company-topics.js';
import { FANOUT_SCENARIOS, fanoutTroubleBegan, fanoutTurnTo, isFanoutScenario } from './fanout-scenarios.js';
import { isStreamScenario, scenarioBegan, streamScenario, STREAM_SCENARIOS, turnTo, type StreamScenarioName } from './stream-scenarios.js';
import { syntheticEstate } from './synthetic.js';
import type { SubscriptionBlueprint } from './topic-blueprint.js';

/** The worlds that can be asked for by name. */
export const SCENARIOS = [
  'healthy',
  // Well, until faults befall it that are drawn from a seed.
  'drill',
  'queues-only',
  'demo',
  'poisoned',
  'stopped-consumer',
  'stalled-consumer',
  'slow-consumer',
  'fifo-group-blocked',
  'sleeping-queues',
  'dlq-trickle',
  'hostile-settings',
  'empty-account',
  'scale-2000',
  'scale-10000',
  ...STREAM_SCENARIOS,
  ...FANOUT_SCENARIOS,
  ...EVENT_SCENARIOS,
] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

export const isScenario = (text: string): text is ScenarioName => SCENARIOS.some((name) => name === text);

/** A scenario's trouble has been going on for so long when somebody first looks. */
const TROUBLE_AGE_MS = 45 * MINUTE_MS;

/** @param startedAt when somebody first looks, epoch milliseconds: lasting troubles begin 45 min before, on the minute. */
export function estateOf(scenario: ScenarioName, startedAt: number): EstateBlueprint {
  if (isStreamScenario(scenario)) return withStreams(scenario, startedAt);
  if (isFanoutScenario(scenario)) return { ...company(), fanoutTurns: [fanoutTurnTo(scenario, fanoutTroubleBegan(startedAt))] };
  if (isEventScenario(scenario)) return { ...company(), eventTurns: [eventTurnTo(scenario, eventTroubleBegan(startedAt))] };
  const from = Math.floor((startedAt - TROUBLE_AGE_MS) / MINUTE_MS) * MINUTE_MS;
  switch (scenario) {
    case 'healthy':
    case 'drill':
      return company();
    case 'queues-only':
      return queuesOnly();
    case 'demo':
      return { ...company(), episodes: DEMO_EPISODES, streamEpisodes: DEMO_STREAM_EPISODES, endpointEpisodes: DEMO_ENDPOINT_EPISODES };
    case 'poisoned':
      return ailing('payments-capture', { kind: 'poison', share: 0.02 }, from);
    case 'stopped-consumer':
      return ailing('shipping-labels', { kind: 'gone' }, from);
    case 'stalled-consumer':
      return ailing('encoding-jobs', { kind: 'stuck', slots: 640 }, from);
    case 'slow-consumer':
      return ailing('inventory-reserve', { kind: 'slow', share: 0.85 }, from);
    case 'fifo-group-blocked':
      return withQueues((queue) =>
        queue.name === 'catalogue-publish.fifo'
          ? { ...queue, lasting: { trouble: { kind: 'blocked-group', group: groupName(0) }, from } }
          : queue,
      );
    case 'sleeping-queues':
      return withoutSubscribers(/^(shipping|emails|orders)-/, (queue) => ({ ...queue, traffic: null, consumer: null }));
    case 'dlq-trickle':
      return ailing('emails-marketing', { kind: 'poison', share: 0.001 }, from - 12 * 60 * MINUTE_MS);
    case 'hostile-settings':
      return hostileSettings();
    case 'empty-account':
      return { ...company(), queues: [], streams: [], topics: [], endpoints: [], events: NO_EVENTS };
    case 'scale-2000':
      return syntheticEstate(2_000);
    case 'scale-10000':
      return syntheticEstate(10_000);
  }
}

/** The healthy company in which something is the matter with a stream. */
function withStreams(name: StreamScenarioName, startedAt: number): EstateBlueprint {
  const estate = company();
  const scenario = streamScenario(name);
  const turn = turnTo(name, scenarioBegan(scenario, startedAt));
  return { ...estate, streams: [...estate.streams, ...scenario.added], turns: scenario.changed.length === 0 ? [] : [turn] };
}

/** Nobody clears up in a scenario: what is dead stays until it expires. */
function withQueues(change: (queue: QueueBlueprint) => QueueBlueprint): EstateBlueprint {
  const estate = company();
  const untended = (queue: QueueBlueprint): QueueBlueprint => (/-dlq(\.fifo)?$/.test(queue.name) ? { ...queue, consumer: null } : queue);
  return { ...estate, queues: estate.queues.map((queue) => change(untended(queue))) };
}

/** The healthy company's queues with nothing around them: what topics and rules would deliver is sent to them by the producers. */
function queuesOnly(): EstateBlueprint {
  const estate = company();
  const queues = estate.queues.map((queue) => ({ ...queue, traffic: queue.traffic && { ...queue.traffic, viaTopic: false } }));
  return { ...estate, queues, streams: [], topics: [], endpoints: [], events: NO_EVENTS };
}

/** Queues of these names change, and no topic delivers to them. */
function withoutSubscribers(names: RegExp, change: (queue: QueueBlueprint) => QueueBlueprint): EstateBlueprint {
  const estate = withQueues((queue) => (names.test(queue.name) ? change(queue) : queue));
  const isLeft = ({ protocol, endpoint }: SubscriptionBlueprint): boolean => protocol !== 'sqs' || !names.test(placeOfArn(endpoint).name);
  return { ...estate, topics: estate.topics.map((topic) => ({ ...topic, subscriptions: topic.subscriptions.filter(isLeft) })) };
}

/** The trouble befalls the queue of this name in eu-west-1. */
function ailing(name: string, trouble: Trouble, from: number): EstateBlueprint {
  return withQueues((queue) => (queue.name === name && queue.region === 'eu-west-1' ? { ...queue, lasting: { trouble, from } } : queue));
}

/** What AWS would hardly allow but a reader must survive. */
function hostileSettings(): EstateBlueprint {
  const estate = company();
  const [pattern] = estate.queues;
  if (!pattern) return estate;
  const odd = (name: string, changes: Partial<QueueBlueprint>): QueueBlueprint => ({ ...pattern, deadLetterQueue: null, name, ...changes });
  return {
    ...estate,
    queues: [
      ...estate.queues,
      odd('x'.repeat(80), {}),
      odd('odd-script-tags', { tags: { system: '<script>alert(1)</script>', team: '"><img src=x onerror=alert(1)>' } }),
      odd('odd-rtl-tags', { tags: { system: '\u202Egnissecorp\u202C', team: 'é'.repeat(128), '\u0000nul': '\u0000' } }),
      odd('<script>alert(1)</script>', {}),
      odd('odd-redrive-not-json', { verbatim: { RedrivePolicy: '{"deadLetterTargetArn":' } }),
      odd('odd-redrive-no-arn', { verbatim: { RedrivePolicy: '{"maxReceiveCount":"5"}' } }),
      odd('odd-redrive-array', { verbatim: { RedrivePolicy: '[[[]]]' } }),
      odd('odd-redrive-elsewhere', {
        verbatim: {
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:ap-south-1:${DATA}:nowhere`, maxReceiveCount: '3' }),
        },
      }),
      odd('odd-numbers', {
        verbatim: { VisibilityTimeout: 'soon', MessageRetentionPeriod: '-1', DelaySeconds: '1e400', CreatedTimestamp: '' },
      }),
      odd('odd-redrive-itself', {
        verbatim: {
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:eu-west-1:${PROD}:odd-redrive-itself`, maxReceiveCount: 0 }),
        },
      }),
    ],
  };
}
