/** Queues of the simulated company live in the public partition. */
export const queueArn = (queue: { readonly accountId: string; readonly region: string; readonly name: string }): string =>
  `arn:aws:sqs:${queue.region}:${queue.accountId}:${queue.name}`;

/** The name in a queue's ARN; null when the text is none. */
export function queueNameOf(arn: string): string | null {
  const match = /^arn:[a-z-]+:sqs:[a-z0-9-]+:\d{12}:(.+)$/.exec(arn);
  return match?.[1] ?? null;
}

interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

export const streamArn = ({ accountId, region, name }: Place): string => `arn:aws:kinesis:${region}:${accountId}:stream/${name}`;

/** A registered consumer's ARN embeds the second of its registration. */
export const consumerArn = (ofStream: string, name: string, createdAt: number): string =>
  `${ofStream}/consumer/${name}:${Math.floor(createdAt / 1000)}`;

export const topicArn = ({ accountId, region, name }: Place): string => `arn:aws:sns:${region}:${accountId}:${name}`;

export const functionArn = ({ accountId, region, name }: Place): string => `arn:aws:lambda:${region}:${accountId}:function:${name}`;

export const deliveryStreamArn = ({ accountId, region, name }: Place): string =>
  `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}`;

/** Account, region and name in an ARN of a queue or a topic; empty where the text has none. */
export function placeOfArn(arn: string): Place {
  const [, , , region = '', accountId = '', name = ''] = arn.split(':');
  return { accountId, region, name };
}
