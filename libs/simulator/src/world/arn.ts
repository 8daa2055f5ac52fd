import { seedOf } from '../chance/chance.js';
import { uuidOf } from '../chance/uuid.js';

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

export const busArn = ({ accountId, region, name }: Place): string => `arn:aws:events:${region}:${accountId}:event-bus/${name}`;

/** A rule of the default bus goes without the bus's name. */
export const ruleArn = ({ accountId, region, name, bus }: Place & { readonly bus: string }): string =>
  `arn:aws:events:${region}:${accountId}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`;

export const archiveArn = ({ accountId, region, name }: Place): string => `arn:aws:events:${region}:${accountId}:archive/${name}`;

/** Connections and API destinations have an identifier of their own behind their name. */
export const connectionArn = ({ accountId, region, name }: Place): string =>
  identified(`arn:aws:events:${region}:${accountId}:connection/${name}`);

export const apiDestinationArn = ({ accountId, region, name }: Place): string =>
  identified(`arn:aws:events:${region}:${accountId}:api-destination/${name}`);

const identified = (arn: string): string => `${arn}/${uuidOf(seedOf(0, arn), 1)}`;

export const pipeArn = ({ accountId, region, name }: Place): string => `arn:aws:pipes:${region}:${accountId}:pipe/${name}`;

export const scheduleGroupArn = ({ accountId, region, name }: Place): string =>
  `arn:aws:scheduler:${region}:${accountId}:schedule-group/${name}`;

export const scheduleArn = ({ accountId, region, name }: Place, group: string): string =>
  `arn:aws:scheduler:${region}:${accountId}:schedule/${group}/${name}`;

/** Account, region and name in an ARN of a queue or a topic; empty where the text has none. */
export function placeOfArn(arn: string): Place {
  const [, , , region = '', accountId = '', name = ''] = arn.split(':');
  return { accountId, region, name };
}
