import type { DiscoveredConsumer, DiscoveredFanout } from '@weir/domain';
import { parseFunctionArn } from './arns.js';
import { unqualified } from './functions.js';

/** The ARNs of the functions that something here hands events to, without versions and aliases. */
export function fedFunctions(resources: readonly DiscoveredFanout[], consumers: readonly DiscoveredConsumer[]): ReadonlySet<string> {
  const named = [...resources.flatMap(endsOf), ...consumers.map(({ config }) => config.functionArn)];
  return new Set(
    named.flatMap((arn) => {
      const lambda = parseFunctionArn(arn);
      return lambda === null ? [] : [unqualified(lambda)];
    }),
  );
}

/** Where a resource hands events on to. */
function endsOf({ config }: DiscoveredFanout): readonly (string | null)[] {
  switch (config?.kind) {
    case 'subscription':
      return [config.endpoint];
    case 'rule':
      return config.targets?.map(({ arn }) => arn) ?? [];
    case 'pipe':
      return [config.enrichmentArn, config.targetArn];
    case 'schedule-group':
      return config.schedules?.map(({ targetArn }) => targetArn) ?? [];
    case 'topic':
    case 'bus':
    case 'function':
    case 'delivery-stream':
    case undefined:
      return [];
  }
}
