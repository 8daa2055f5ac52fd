import type { FanoutConfig, ResourceId } from '@weir/contract';
import { resourceIdOf, unqualifiedArn } from '@weir/domain';

/** ARNs that settings name and a page leads to: where it takes from, delivers to, and puts what fails. */
export function namedArns(fanout: FanoutConfig | null): readonly string[] {
  switch (fanout?.kind) {
    case 'rule':
      return [
        fanout.busArn,
        ...(fanout.targets ?? []).flatMap(({ arn, deadLetterTargetArn }) => [arn, deadLetterTargetArn].filter((one) => one !== null)),
      ];
    case 'pipe':
      return [fanout.sourceArn, fanout.enrichmentArn, fanout.targetArn, fanout.deadLetterTargetArn].filter((arn) => arn !== null);
    case 'schedule-group':
      return (fanout.schedules ?? []).flatMap(({ targetArn }) => targetArn ?? []);
    case 'bus':
    case 'function':
      return fanout.deadLetterTargetArn === null ? [] : [fanout.deadLetterTargetArn];
    default:
      return [];
  }
}

/** The id that what an ARN names has if it is in the catalogue; null: no ARN. A version or alias is told with its function. */
export const idFromArn = (arn: string): ResourceId | null => (arn.startsWith('arn:') ? resourceIdOf(unqualifiedArn(arn)) : null);

/** A view of resources holds so many at most. */
const MOST_IDS = 200;

/** Ids to ask the catalogue for: the first of so many ARNs, in an order that does not depend on theirs, so that the question stays the same. */
export const idsToAsk = (own: ResourceId, arns: readonly string[]): readonly ResourceId[] =>
  [...new Set([own, ...arns.flatMap((arn) => idFromArn(arn) ?? [])])].slice(0, MOST_IDS).sort();
