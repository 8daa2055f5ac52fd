import type { SimulatedStream } from '../../streams/simulated-stream.js';
import type { StreamShard } from '../../streams/lineage.js';
import { streamArn } from '../../world/arn.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call } from '../caller.js';
import { optionalText, optionalWhole, type RawInput } from '../input.js';

export const invalidArgument = (message: string): AwsFailure => new AwsFailure('InvalidArgumentException', message);
export const validation = (message: string): AwsFailure => new AwsFailure('ValidationException', message);
export const inUse = (message: string): AwsFailure => new AwsFailure('ResourceInUseException', message);
export const limitExceeded = (message: string): AwsFailure => new AwsFailure('LimitExceededException', message);
export const throughputExceeded = (message: string): AwsFailure => new AwsFailure('ProvisionedThroughputExceededException', message);
export const noSuchStream = (call: Call, name: string): AwsFailure =>
  new AwsFailure('ResourceNotFoundException', `Stream ${name.slice(0, 128)} under account ${call.accountId} not found.`);

/** A text that Kinesis wants. Throws AwsFailure with Kinesis's own words. */
export function required(input: RawInput, field: string): string {
  const value = optionalText(input, field);
  if (value !== undefined && value !== '') return value;
  const member = field.charAt(0).toLowerCase() + field.slice(1);
  throw validation(`1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`);
}

/** A whole number within a range; `absent` when it is not given. Throws AwsFailure. */
export function wholeBetween(input: RawInput, field: string, least: number, most: number, absent: number): number {
  const value = optionalWhole(input, field) ?? absent;
  if (value >= least && value <= most) return value;
  const member = field.charAt(0).toLowerCase() + field.slice(1);
  const bound = value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw validation(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

/** The name of the stream that a request is about, by name or by ARN. Throws AwsFailure. */
export function streamNameOf(call: Call, input: RawInput): string {
  const arn = optionalText(input, 'StreamARN');
  if (arn !== undefined) return nameInArn(call, arn);
  const name = optionalText(input, 'StreamName');
  if (name === undefined) throw invalidArgument('Either StreamName or StreamARN should be provided.');
  if (!/^[a-zA-Z0-9_.-]{1,128}$/.test(name)) {
    throw validation(
      "1 validation error detected: Value at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    );
  }
  return name;
}

/** The stream that a request is about, brought up to the instant of the call. Throws AwsFailure. */
export const streamOf = (call: Call, input: RawInput): SimulatedStream => streamNamed(call, streamNameOf(call, input));

export function streamNamed(call: Call, name: string): SimulatedStream {
  const stream = call.world.scope(call.accountId, call.region)?.streams.at(name, call.now);
  if (!stream) throw noSuchStream(call, name);
  return stream;
}

/** As `streamOf`, for what only an active stream can do. */
export function activeStreamOf(call: Call, input: RawInput): SimulatedStream {
  const stream = streamOf(call, input);
  const status = stream.statusAt(call.now);
  if (status !== 'ACTIVE') {
    throw inUse(`Stream ${stream.identity.name} under account ${call.accountId} not ACTIVE, instead in state ${status}`);
  }
  return stream;
}

/** A shard that ListShards still tells of. Throws AwsFailure. */
export function shardNamed(call: Call, stream: SimulatedStream, shardId: string): StreamShard {
  const shard = stream.lineage.find(shardId);
  if (shard && shard.openedAt <= call.now && shard.closedAt > call.now - stream.retentionMs) return shard;
  throw new AwsFailure(
    'ResourceNotFoundException',
    `Shard ${shardId.slice(0, 128)} in stream ${stream.identity.name} under account ${call.accountId} does not exist`,
  );
}

function nameInArn(call: Call, arn: string): string {
  const name = /^arn:[a-z-]+:kinesis:[a-z0-9-]+:\d{12}:stream\/([a-zA-Z0-9_.-]{1,128})$/.exec(arn)?.[1];
  if (name === undefined) throw validation("1 validation error detected: Value at 'streamARN' failed to satisfy constraint");
  if (streamArn({ accountId: call.accountId, region: call.region, name }) !== arn) throw noSuchStream(call, name);
  return name;
}

/** Kinesis sends and takes instants as seconds since 1970 with a fraction. */
export const seconds = (epochMs: number): number => epochMs / 1000;
