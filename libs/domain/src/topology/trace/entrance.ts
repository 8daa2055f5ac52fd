import type { CatalogueResource } from '../../model/catalogue.js';
import type { FanoutIndex } from '../estate/fanout-index.js';
import { goesByClock } from './trace-event.js';

/**
 * Where an event enters that is to come to a resource: of a subscription, rule or pipe what feeds it. What no event sets off does not wait on
 * its bus for one: it is an entrance of its own.
 * @returns undefined when what feeds it is not known
 */
export function entranceOf(named: CatalogueResource, index: FanoutIndex): CatalogueResource | undefined {
  if (named.kind === 'rule' && goesByClock(named)) return named;
  const feeder = feederArnOf(named);
  return feeder === undefined ? named : index.byArn(feeder);
}

function feederArnOf(named: CatalogueResource): string | undefined {
  if (named.kind === 'rule') return named.config?.busArn;
  if (named.kind === 'subscription') return named.config?.topicArn;
  return named.kind === 'pipe' ? named.config?.sourceArn : undefined;
}
