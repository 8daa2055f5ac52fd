import { seedOf } from '../chance/chance.js';
import { uuidOf } from '../chance/uuid.js';
import type { QueueMappingBlueprint } from '../estate/event-blueprint.js';
import { mappingsOf } from '../streams/mapping.js';
import { functionArn, queueArn } from '../world/arn.js';
import type { SimulatedScope } from '../world/simulated-scope.js';
import type { SimulatedFunction } from './simulated-function.js';

/** An event source mapping that reads a queue. */
export interface QueueMapping {
  readonly uuid: string;
  readonly queueArn: string;
  readonly functionArn: string;
  readonly drawn: QueueMappingBlueprint;
}

/** The mappings of queues in one account and region, by their id. */
export function queueMappingsOf({ events }: SimulatedScope): QueueMapping[] {
  return events.queueMappings
    .map((drawn) => {
      const arns = {
        queueArn: queueArn({ ...drawn, name: drawn.queue }),
        functionArn: functionArn({ ...drawn, name: drawn.functionName }),
      };
      return { ...arns, uuid: uuidOf(seedOf(0, `${arns.queueArn}>${arns.functionArn}`), 4711), drawn };
    })
    .sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
}

/** A function, and what is known of it: those that only read a stream have no more than a name. */
export interface KnownFunction {
  readonly name: string;
  readonly arn: string;
  readonly simulated: SimulatedFunction | null;
}

/** All functions of one account and region, by name; `endpoints` are addresses of whatever else exists, functions among them. */
export function functionsOf(scope: SimulatedScope, now: number, endpoints: readonly string[] = []): KnownFunction[] {
  const { accountId, region } = scope;
  const here = functionArn({ accountId, region, name: '' });
  const known = new Map<string, SimulatedFunction | null>();
  for (const { consumer } of mappingsOf(scope.streams.all(now), now)) known.set(consumer.name, null);
  for (const { functionName } of scope.events.queueMappings) known.set(functionName, null);
  for (const address of endpoints) if (address.startsWith(here)) known.set(address.slice(here.length), null);
  for (const [name, simulated] of scope.events.functions.byName) known.set(name, simulated);
  return [...known]
    .map(([name, simulated]) => ({ name, arn: functionArn({ accountId, region, name }), simulated }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
