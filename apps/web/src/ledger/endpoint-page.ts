import type { TopologyNode } from '@weir/contract';

const KINDS: readonly (readonly [RegExp, TopologyNode['kind']])[] = [
  [/^arn:[^:]+:sqs:/, 'queue'],
  [/^arn:[^:]+:sns:/, 'topic'],
  [/^arn:[^:]+:kinesis:/, 'stream'],
  [/^arn:[^:]+:lambda:/, 'function'],
  [/^arn:[^:]+:events:[^:]*:[^:]*:event-bus\//, 'bus'],
  [/^arn:[^:]+:events:[^:]*:[^:]*:rule\//, 'rule'],
  [/^arn:[^:]+:events:[^:]*:[^:]*:api-destination\//, 'api-destination'],
  [/^arn:[^:]+:pipes:/, 'pipe'],
  [/^arn:[^:]+:firehose:/, 'delivery-stream'],
];

/** What an ARN names, as far as Weir has a page or a box for it. */
export const kindOfArn = (arn: string): TopologyNode['kind'] => KINDS.find(([pattern]) => pattern.test(arn))?.[1] ?? 'other';
