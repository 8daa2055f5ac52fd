const MAX_ARN_LENGTH = 512;
const ARN = /^arn:([a-z0-9-]{1,20}):([a-z0-9-]{1,40}):([a-z0-9-]{0,40}):(\d{12}|):([^\p{Cc}]{1,400})$/u;

interface Arn {
  readonly arn: string;
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** What follows the account; each service has its own order in it. */
  readonly resource: string;
}

/** Takes an ARN apart; null when it is none. */
export function parseArn(value: unknown): Arn | null {
  if (typeof value !== 'string' || value.length > MAX_ARN_LENGTH) return null;
  const [arn, partition, service, region, accountId, resource] = ARN.exec(value) ?? [];
  if (arn === undefined || partition === undefined || service === undefined || resource === undefined) return null;
  return { arn, partition, service, region: region ?? '', accountId: accountId ?? '', resource };
}

/** Regions begin with what their partition is called by; all others are of `aws`. Source: the SDK's own partitions.json. */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
];

export const partitionOf = (region: string): string => PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';

export interface StreamArn extends Arn {
  readonly streamName: string;
}

/** Takes the ARN of a Kinesis stream apart; null when it is none. A name has at most 128 of these characters (CreateStream). */
export function parseStreamArn(value: unknown): StreamArn | null {
  const arn = parseArn(value);
  const [, streamName] = /^stream\/([\w.-]{1,128})$/.exec(arn?.resource ?? '') ?? [];
  return arn?.service !== 'kinesis' || streamName === undefined ? null : { ...arn, streamName };
}

export interface StreamConsumerArn extends Arn {
  readonly streamArn: string;
  readonly consumerName: string;
}

/** `…:stream/name/consumer/cname:epoch`: an enhanced fan-out consumer's, which embeds its creation; null when it is none. */
export function parseStreamConsumerArn(value: unknown): StreamConsumerArn | null {
  const arn = parseArn(value);
  const [, stream, consumerName] = /^(stream\/[\w.-]{1,128})\/consumer\/([\w.-]{1,128}):\d{1,15}$/.exec(arn?.resource ?? '') ?? [];
  if (arn?.service !== 'kinesis' || stream === undefined || consumerName === undefined) return null;
  return { ...arn, streamArn: arn.arn.slice(0, -arn.resource.length) + stream, consumerName };
}

export interface FunctionArn extends Arn {
  readonly functionName: string;
}

/** Takes the ARN of a Lambda function apart, with or without a version or alias; null when it is none. */
export function parseFunctionArn(value: unknown): FunctionArn | null {
  const arn = parseArn(value);
  const [, functionName] = /^function:([\w-]{1,140})(?::[\w$-]{1,128})?$/.exec(arn?.resource ?? '') ?? [];
  return arn?.service !== 'lambda' || functionName === undefined ? null : { ...arn, functionName };
}

export interface TopicArn extends Arn {
  readonly topicName: string;
}

/** Takes the ARN of an SNS topic apart; null when it is none. A name has at most 256 of these characters (CreateTopic). */
export function parseTopicArn(value: unknown): TopicArn | null {
  const arn = parseArn(value);
  const [topicName] = /^[\w-]{1,256}(\.fifo)?$/.exec(arn?.resource ?? '') ?? [];
  return arn?.service !== 'sns' || topicName === undefined ? null : { ...arn, topicName };
}
