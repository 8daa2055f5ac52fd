import type { RegisteredConsumer, SimulatedStream } from '../../streams/simulated-stream.js';
import { consumerArn } from '../../world/arn.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, type RawInput } from '../input.js';
import { readToken, writeToken } from '../page-token.js';
import { inUse, invalidArgument, limitExceeded, required, seconds, streamOf, validation, wholeBetween } from './kinesis-input.js';

/** Sources: Kinesis API Reference, ListStreamConsumers and RegisterStreamConsumer. */
const MOST_LISTED = 100;
const MOST_CONSUMERS = 20;
/** A new consumer becomes active after so long. */
const REGISTRATION_TAKES_MS = 1_000;

/** Consumers with enhanced fan-out. */
export const consumerOperations: Readonly<Record<string, Operation>> = {
  ListStreamConsumers(call, input) {
    const stream = streamOf(call, { StreamARN: required(input, 'StreamARN') });
    const limit = Math.min(wholeBetween(input, 'MaxResults', 1, MOST_LISTED, MOST_LISTED), call.pageLimit ?? MOST_LISTED);
    const token = optionalText(input, 'NextToken');
    const after = token === undefined ? '' : readToken(token)?.['after'];
    if (typeof after !== 'string') throw invalidArgument('NextToken is invalid.');
    const rest = [...stream.registered].sort((a, b) => (a.name < b.name ? -1 : 1)).filter(({ name }) => name > after);
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    return {
      Consumers: page.map((consumer) => worded(call, consumer)),
      ...(last && rest.length > page.length && { NextToken: writeToken({ after: last.name }) }),
    };
  },

  DescribeStreamConsumer(call, input) {
    const { stream, consumer } = consumerOf(call, input);
    return { ConsumerDescription: { ...worded(call, consumer), StreamARN: stream.identity.arn } };
  },

  RegisterStreamConsumer(call, input) {
    const stream = streamOf(call, { StreamARN: required(input, 'StreamARN') });
    const name = required(input, 'ConsumerName');
    if (!/^[a-zA-Z0-9_.-]{1,128}$/.test(name))
      throw validation("1 validation error detected: Value at 'consumerName' failed to satisfy constraint");
    if (stream.registered.some((consumer) => consumer.name === name)) {
      throw inUse(`Consumer ${name} under stream ${stream.identity.name} already exists for account ${call.accountId}.`);
    }
    if (stream.registered.length >= MOST_CONSUMERS)
      throw limitExceeded(`Stream ${stream.identity.name} has ${MOST_CONSUMERS} consumers already.`);
    const consumer = { name, arn: consumerArn(stream.identity.arn, name, call.now), createdAt: call.now };
    stream.registered.push(consumer);
    return { Consumer: worded(call, consumer) };
  },

  DeregisterStreamConsumer(call, input) {
    const { stream, consumer } = consumerOf(call, input);
    stream.registered.splice(stream.registered.indexOf(consumer), 1);
    return {};
  },
};

/** The consumer that a request is about, by ARN or by stream and name, with its stream. Throws AwsFailure. */
export function consumerOf(call: Call, input: RawInput): { readonly stream: SimulatedStream; readonly consumer: RegisteredConsumer } {
  const arn = optionalText(input, 'ConsumerARN');
  const streamArn = arn === undefined ? required(input, 'StreamARN') : (/^(.+)\/consumer\/[^/]+$/.exec(arn)?.[1] ?? '');
  const stream = streamOf(call, { StreamARN: streamArn });
  const name = optionalText(input, 'ConsumerName');
  const consumer = stream.registered.find((each) => (arn === undefined ? each.name === name : each.arn === arn));
  if (consumer) return { stream, consumer };
  throw new AwsFailure(
    'ResourceNotFoundException',
    `Consumer ${(name ?? arn ?? '').slice(0, 256)} under stream ${stream.identity.name} not found for account ${call.accountId}.`,
  );
}

const worded = (call: Call, { name, arn, createdAt }: RegisteredConsumer): object => ({
  ConsumerName: name,
  ConsumerARN: arn,
  ConsumerStatus: isActive(call, { createdAt }) ? 'ACTIVE' : 'CREATING',
  ConsumerCreationTimestamp: seconds(createdAt),
});

export const isActive = ({ now }: Call, { createdAt }: Pick<RegisteredConsumer, 'createdAt'>): boolean =>
  now >= createdAt + REGISTRATION_TAKES_MS;
