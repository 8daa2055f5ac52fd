import { DEFAULT_BUS } from '../../events/bus-registry.js';
import type { EventPlane } from '../../events/event-plane.js';
import type { SimulatedBus } from '../../events/simulated-bus.js';
import type { SimulatedRule } from '../../events/simulated-rule.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call } from '../caller.js';
import { optionalText, type RawInput } from '../input.js';
import { pageOf, type Page } from '../paged.js';

export const validation = (message: string): AwsFailure => new AwsFailure('ValidationException', message);
export const notFound = (message: string): AwsFailure => new AwsFailure('ResourceNotFoundException', message);

/** Source: EventBridge API Reference, `Limit`. */
const MOST_LISTED = 100;

/** The event plane of the caller's account and region, as it is at the instant of the call. Throws AwsFailure. */
export function planeOf(call: Call): EventPlane {
  call.world.timeline.advance(call.now);
  const plane = call.world.scope(call.accountId, call.region)?.events;
  if (!plane) throw notFound('Event bus default does not exist.');
  return plane;
}

/** A text that EventBridge wants. Throws AwsFailure. */
export function required(input: RawInput, field: string): string {
  const value = optionalText(input, field);
  if (value !== undefined && value !== '') return value;
  const member = field.charAt(0).toLowerCase() + field.slice(1);
  throw validation(`1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`);
}

/** The bus that a request is about, by name or ARN; the default one when none is named. Throws AwsFailure. */
export function busOf(call: Call, input: RawInput, field = 'EventBusName'): SimulatedBus {
  const asked = optionalText(input, field) ?? DEFAULT_BUS;
  const plane = planeOf(call);
  const bus = plane.buses.buses.get(asked) ?? [...plane.buses.buses.values()].find(({ arn }) => arn === asked);
  if (!bus) throw notFound(`Event bus ${asked.slice(0, 256)} does not exist.`);
  return bus;
}

/** The rule that a request is about. Throws AwsFailure. */
export function ruleOf(call: Call, input: RawInput, field = 'Name'): SimulatedRule {
  const bus = busOf(call, input);
  const name = required(input, field);
  const rule = bus.rules.get(name);
  if (!rule) throw notFound(`Rule ${name.slice(0, 64)} does not exist on EventBus ${bus.place.name}.`);
  return rule;
}

export const listed = <Item>(call: Call, input: RawInput, all: readonly Item[], keyOf: (item: Item) => string): Page<Item> =>
  pageOf(call, input, all, keyOf, { size: 'Limit', token: 'NextToken', most: MOST_LISTED, refuse: validation });

export const nextToken = ({ next }: Page<unknown>): { readonly NextToken?: string } => (next === undefined ? {} : { NextToken: next });
