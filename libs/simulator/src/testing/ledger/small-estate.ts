import { MINUTE_MS } from '@weir/domain';
import { policyFor } from '../../delivery/resource-policy.js';
import { PROD } from '../../estate/accounts.js';
import type { EstateBlueprint, QueueBlueprint } from '../../estate/blueprint.js';
import { company } from '../../estate/company.js';
import { NO_EVENTS } from '../../estate/event-blueprint.js';
import type { EndpointBlueprint } from '../../estate/topic-blueprint.js';
import { queueArn } from '../../world/arn.js';

export const REGION = 'eu-west-1';
export const HOME = { accountId: PROD, region: REGION } as const;
/** History begins here. */
export const BEGINNING = Date.UTC(2026, 10, 24, 14);

export const arnOfQueue = (name: string): string => queueArn({ ...HOME, name });
export const arnOfFunction = (name: string): string => `arn:aws:lambda:${REGION}:${PROD}:function:${name}`;

const PATTERN = company().queues[0];

/** A queue that nobody empties. */
export function queueNamed(name: string): QueueBlueprint {
  if (!PATTERN) throw new Error('the company has queues');
  return { ...PATTERN, ...HOME, name, traffic: null, consumer: null, deadLetterQueue: null, lasting: null, verbatim: {} };
}

/** The policy by which a queue lets topics or rules in. */
export const letsIn = (queue: string, service: 'sns' | 'events', sourceArns: readonly string[]): string =>
  policyFor('sqs:SendMessage', arnOfQueue(queue), `${service}.amazonaws.com`, sourceArns);

/** An account without a past in which nothing happens but what is drawn. */
export const smallEstate = (
  drawn: Pick<EstateBlueprint, 'queues' | 'topics'> & { readonly endpoints: readonly EndpointBlueprint[] },
): EstateBlueprint => ({
  ...company(),
  scopes: [{ ...HOME, volume: 1, hourOffset: 0 }],
  streams: [],
  events: NO_EVENTS,
  episodes: [],
  streamEpisodes: [],
  endpointEpisodes: [],
  turns: [],
  fanoutTurns: [],
  eventTurns: [],
  history: { days: 0, warmUpDays: 0, keepDays: 1 },
  ...drawn,
});

export const minute = (count: number): number => BEGINNING + count * MINUTE_MS;
