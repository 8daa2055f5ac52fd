import { MINUTE_MS } from '@weir/domain';
import { policyFor } from '../delivery/resource-policy.js';
import { queueArn } from '../world/arn.js';
import { PROD } from './accounts.js';
import { ANALYTICS_BUS, COMPANY_EVENT_PLANE, ORDER_SAGA } from './company-event-plane.js';
import type {
  ApiDestinationBlueprint,
  EventPlaneBlueprint,
  EventTurn,
  FunctionBlueprint,
  PipeBlueprint,
  RuleBlueprint,
} from './event-blueprint.js';

/** Worlds in which something is the matter with what passes events on. Set while a world runs, they take effect from then on. */
export const EVENT_SCENARIOS = [
  'target-permission-denied',
  'target-throttled',
  'bus-policy-revoked',
  'rule-disabled',
  'pipe-stopped',
  'pipe-filter-too-narrow',
  'rule-loop',
  'partner-source-silent',
  'api-destination-failing',
] as const;
export type EventScenarioName = (typeof EVENT_SCENARIOS)[number];

export const isEventScenario = (text: string): text is EventScenarioName => EVENT_SCENARIOS.some((name) => name === text);

const AGE_MINUTES = 45;

/** When a scenario began, in a world that somebody looks at first at `startedAt`: on a minute. */
export const eventTroubleBegan = (startedAt: number): number => Math.floor(startedAt / MINUTE_MS - AGE_MINUTES) * MINUTE_MS;

/** What changes from `from` (epoch milliseconds) on when a scenario is set. All else is healthy from then on. */
export const eventTurnTo = (name: EventScenarioName, from: number): EventTurn => ({ from, plane: planeOf(name) });

/** The company's event plane in good health from `from` on. */
export const eventTurnToHealth = (from: number): EventTurn => ({ from, plane: COMPANY_EVENT_PLANE });

function planeOf(name: EventScenarioName): EventPlaneBlueprint {
  switch (name) {
    // Somebody tidied up the policies of two queues. AWS does not try again: what one rule matches is lost, what the other does is dead.
    case 'target-permission-denied':
      return {
        ...COMPANY_EVENT_PLANE,
        queuePolicies: { ...COMPANY_EVENT_PLANE.queuePolicies, ...closed('welcome-mails', 'invoices-abroad') },
      };
    // The state machine starts three executions a second, a third of what it is asked for: after a quarter of an hour of tries, the rest dies.
    case 'target-throttled':
      return { ...COMPANY_EVENT_PLANE, outsiders: [{ arn: ORDER_SAGA, answers: { kind: 'throttling', perSecond: 3 } }] };
    // The data platform no longer lets the shop in.
    case 'bus-policy-revoked':
      return {
        ...COMPANY_EVENT_PLANE,
        buses: COMPANY_EVENT_PLANE.buses.map((bus) => (bus.name === ANALYTICS_BUS ? { ...bus, policy: null } : bus)),
      };
    case 'rule-disabled':
      return withRule('invoices-abroad', (rule) => ({ ...rule, state: 'DISABLED' }));
    // Its queue fills up.
    case 'pipe-stopped':
      return withPipe('returns-to-warehouse', (pipe) => ({ ...pipe, desiredState: 'STOPPED' }));
    // Countries in the wrong case: nothing passes, and the queue is emptied all the same.
    case 'pipe-filter-too-narrow':
      return withPipe('returns-to-warehouse', (pipe) => ({ ...pipe, filters: ['{"body":{"country":["de","at"]}}'] }));
    // A rule matches what its own target puts: each event comes back, fifty times on average.
    case 'rule-loop':
      return {
        ...withRule('stock-normaliser', (rule) => ({ ...rule, eventPattern: '{"source":["shop.stock"]}' })),
        functions: COMPANY_EVENT_PLANE.functions.map(losingOneInFifty),
      };
    case 'partner-source-silent':
      return { ...COMPANY_EVENT_PLANE, producers: COMPANY_EVENT_PLANE.producers.filter(({ by }) => by !== 'partner') };
    case 'api-destination-failing':
      return { ...COMPANY_EVENT_PLANE, apiDestinations: COMPANY_EVENT_PLANE.apiDestinations.map(unavailable) };
  }
}

/** Policies that let nobody in. */
function closed(...queues: readonly string[]): Readonly<Record<string, string>> {
  const arns = queues.map((name) => queueArn({ accountId: PROD, region: 'eu-west-1', name }));
  return Object.fromEntries(arns.map((arn) => [arn, policyFor('sqs:SendMessage', arn, 'events.amazonaws.com', [])]));
}

const withRule = (name: string, change: (rule: RuleBlueprint) => RuleBlueprint): EventPlaneBlueprint => ({
  ...COMPANY_EVENT_PLANE,
  rules: COMPANY_EVENT_PLANE.rules.map((rule) => (rule.name === name ? change(rule) : rule)),
});

const withPipe = (name: string, change: (pipe: PipeBlueprint) => PipeBlueprint): EventPlaneBlueprint => ({
  ...COMPANY_EVENT_PLANE,
  pipes: COMPANY_EVENT_PLANE.pipes.map((pipe) => (pipe.name === name ? change(pipe) : pipe)),
});

const losingOneInFifty = (drawn: FunctionBlueprint): FunctionBlueprint =>
  drawn.name === 'stock-normaliser' && drawn.emits ? { ...drawn, emits: { ...drawn.emits, share: 0.98 } } : drawn;

const unavailable = (drawn: ApiDestinationBlueprint): ApiDestinationBlueprint => ({
  ...drawn,
  answers: { kind: 'failing', share: 1, statusCode: 503 },
});
