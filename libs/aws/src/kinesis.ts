import {
  DescribeLimitsCommand,
  DescribeStreamSummaryCommand,
  ListShardsCommand,
  ListStreamConsumersCommand,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import type { StreamConfig } from '@weir/contract';
import type { DiscoveredConsumer, DiscoveredStream, Scope, Shard } from '@weir/domain';
import { parseStreamArn, parseStreamConsumerArn, partitionOf } from './arns.js';
import { attempt } from './attempt.js';
import type { AwsClock } from './aws-clock.js';
import { BudgetedTags } from './budgeted-tags.js';
import { KINESIS_SOCKETS } from './clients.js';
import { BARE_CONSUMER } from './consumer-config.js';
import { AwsError, failureFor, type AwsFailure } from './failure.js';
import { mapBounded } from './map-bounded.js';
import type { MeteredCaller } from './metered-caller.js';
import { OutageWatch } from './outage-watch.js';
import { listPages, nextAfterName, type Listed } from './paging.js';
import type { ListingProblem } from './service-listing.js';
import { readShard } from './shards.js';
import { wholeNumber } from './queue-attributes.js';
import { readStreamConfig, stateWord } from './stream-config.js';
import { readTags, type Tags } from './tag-memory.js';
import { field, listIn, textIn } from './untrusted.js';

/** A stream as calls name it. */
export interface StreamRef {
  readonly name: string;
  readonly arn: string;
}

/** Something that could not be read. */
export interface StreamFailure extends ListingProblem {
  /** The stream or delivery stream it concerns; null: a listing. */
  readonly arn: string | null;
  readonly service: 'kinesis' | 'lambda' | 'firehose';
}

export interface KinesisDiscovery {
  /** Every stream that is listed. What was refused of one is null. */
  readonly streams: readonly DiscoveredStream[];
  /** Its enhanced fan-out consumers. */
  readonly consumers: readonly DiscoveredConsumer[];
  readonly failures: readonly StreamFailure[];
  readonly complete: { readonly streams: boolean; readonly consumers: boolean };
}

/** Beyond these a listing is broken: AWS allows far fewer shards an account, and 50 consumers and 50 tags a stream. */
const MAX_STREAMS = 50_000;
const MAX_SHARDS = 100_000;
const MAX_CONSUMERS = 1_000;
const MAX_TAGS = 1_000;
const STREAMS_PAGE = 1_000;
const SHARDS_PAGE = 1_000;
const CONSUMERS_PAGE = 100;
/** After this many streams in a row got no answer, the round stops asking: the service is down, not the streams. */
const GIVE_UP_AFTER = KINESIS_SOCKETS;

const SERVICE = 'kinesis' as const;
const DESCRIBE = 'kinesis:DescribeStreamSummary';
const NO_COUNT = failureFor('internal', DESCRIBE, 'the reply does not count the open shards', { retryable: true });

/** Reads the streams of one account in one region, not their records. */
export class KinesisReader {
  readonly #scope: Scope;
  readonly #client: KinesisClient;
  readonly #caller: MeteredCaller;
  readonly #tags: BudgetedTags;
  /** As the last reply that made sense had it. */
  #shardLimit: number | null = null;

  constructor(options: {
    readonly scope: Scope;
    readonly client: KinesisClient;
    readonly caller: MeteredCaller;
    readonly clock: AwsClock;
  }) {
    this.#scope = options.scope;
    this.#client = options.client;
    this.#caller = options.caller;
    this.#tags = new BudgetedTags(options.clock);
  }

  /** Every stream with settings, shards, tags and fan-out consumers. A stream deleted while this runs is left out. Only an abort throws. */
  async discover(signal?: AbortSignal): Promise<KinesisDiscovery> {
    const { items, failure } = await this.#listStreams(signal);
    const listed = [...new Set(items)].map((name) => ({ name, arn: this.#arnOf(name) }));
    const watch = new OutageWatch(GIVE_UP_AFTER);
    const [looks, limitRefused] = await Promise.all([
      mapBounded(listed, KINESIS_SOCKETS, async (stream) => {
        const look = watch.outage === null ? await this.#look(stream, signal) : unanswered(stream, watch.outage);
        // One call that always fails, as emulators have them, is no outage: settings tell whether Kinesis answers.
        if (look !== 'gone') watch.record(look.config === null ? (look.failures[0] ?? look.consumersFailure) : null);
        return look;
      }),
      listed.length === 0 ? null : this.#readShardLimit(signal),
      this.#tags.refresh(
        listed.map(({ name }) => name),
        (name) => this.#readTags(name, signal),
      ),
    ]);
    const seen = looks.filter((look) => look !== 'gone');
    return {
      streams: seen.map((look) => this.#describe(look)),
      consumers: seen.flatMap(({ consumers }) => consumers),
      failures: [
        ...(failure === null ? [] : [{ arn: null, service: SERVICE, error: failure, hides: ['stream', 'consumer'] as const }]),
        ...(limitRefused === null ? [] : [{ arn: null, service: SERVICE, error: limitRefused, hides: [] }]),
        ...seen.flatMap(({ stream, failures, consumersFailure }) => [
          ...failures.map((error) => ({ arn: stream.arn, service: SERVICE, error, hides: [] })),
          ...(consumersFailure === null
            ? []
            : [{ arn: stream.arn, service: SERVICE, error: consumersFailure, hides: ['consumer'] as const }]),
        ]),
      ],
      complete: { streams: failure === null, consumers: failure === null && seen.every((look) => look.consumersFailure === null) },
    };
  }

  /**
   * Every shard of a stream, closed ones too until their records expire.
   * @throws AwsError when the listing fails or makes no sense, for half a ring tells nothing of the other half
   */
  async listShards(stream: StreamRef, signal?: AbortSignal): Promise<readonly Shard[]> {
    const { items, failure } = await listPages({
      action: 'kinesis:ListShards',
      maxItems: MAX_SHARDS,
      ask: (token) =>
        this.#caller.call({
          api: 'kinesis:ListShards',
          billedUnits: 0,
          signal,
          send: (abortSignal) =>
            // A token stands for the stream, and AWS refuses both together.
            this.#client.send(
              new ListShardsCommand({ MaxResults: SHARDS_PAGE, ...(token === '' ? { StreamName: stream.name } : { NextToken: token }) }),
              { abortSignal },
            ),
        }),
      entriesOf: (page) => page.Shards,
      nextOf: (page) => textIn(page.NextToken),
      read: (entry) => {
        const shard = readShard(entry);
        return shard === null ? null : [shard];
      },
    });
    if (failure !== null) throw new AwsError(failure);
    return [...new Map(items.map((shard) => [shard.shardId, shard])).values()];
  }

  async #listStreams(signal: AbortSignal | undefined): Promise<Listed<string>> {
    return listPages({
      action: 'kinesis:ListStreams',
      maxItems: MAX_STREAMS,
      // Pages go on after the last name: older emulators know no token, and AWS takes a name still.
      ask: (lastName) =>
        this.#caller.call({
          api: 'kinesis:ListStreams',
          billedUnits: 0,
          signal,
          send: (abortSignal) =>
            this.#client.send(
              new ListStreamsCommand({ Limit: STREAMS_PAGE, ...(lastName === '' ? {} : { ExclusiveStartStreamName: lastName }) }),
              { abortSignal },
            ),
        }),
      entriesOf: (page) => page.StreamNames,
      nextOf: (page) => nextAfterName(page.HasMoreStreams, page.StreamNames),
      read: (entry) => (parseStreamArn(this.#arnOf(textIn(entry))) === null ? null : [textIn(entry)]),
    });
  }

  /** What can be had of one stream. A refusal of one part hides no other. */
  async #look(stream: StreamRef, signal: AbortSignal | undefined): Promise<Look | 'gone'> {
    const summary = await attempt(() => this.#summary(stream, signal));
    if (summary.failure?.kind === 'not-found') return 'gone';
    if (summary.failure !== null && isOutage(summary.failure)) return unanswered(stream, summary.failure);
    const [shards, consumers] = await Promise.all([attempt(() => this.listShards(stream, signal)), this.#consumers(stream, signal)]);
    const config = summary.result === null ? null : readStreamConfig(summary.result, countOpen(shards.result));
    const uncounted = summary.result !== null && config === null ? [NO_COUNT] : [];
    return {
      stream,
      config,
      shards: shards.result,
      shardsProblem: shards.failure,
      consumers: consumers.items,
      consumersFailure: consumers.failure,
      failures: [summary.failure, shards.failure, ...uncounted].filter((failure) => failure !== null),
    };
  }

  async #summary(stream: StreamRef, signal: AbortSignal | undefined): Promise<object> {
    const reply = await this.#caller.call({
      api: DESCRIBE,
      billedUnits: 0,
      signal,
      send: (abortSignal) => this.#client.send(new DescribeStreamSummaryCommand({ StreamName: stream.name }), { abortSignal }),
    });
    const summary: unknown = reply.StreamDescriptionSummary;
    const arn = parseStreamArn(field(summary, 'StreamARN'));
    if (typeof summary !== 'object' || summary === null || arn === null) {
      throw new AwsError(failureFor('internal', DESCRIBE, 'the reply lacks a StreamARN', { retryable: true }));
    }
    if (arn.arn !== stream.arn) {
      const message = `asked for ${stream.arn}, answered with ${arn.arn}: whose credentials are these?`;
      throw new AwsError(failureFor('invalid', DESCRIBE, message));
    }
    return summary;
  }

  /**
   * How many open shards the account may have here. Nothing but advice needs it.
   * @returns the refusal that a permission would mend. Emulators do not know the call, and what fails for once is asked again soon.
   */
  async #readShardLimit(signal: AbortSignal | undefined): Promise<AwsFailure | null> {
    const { result, failure } = await attempt(() =>
      this.#caller.call({
        api: 'kinesis:DescribeLimits',
        billedUnits: 0,
        signal,
        send: (abortSignal) => this.#client.send(new DescribeLimitsCommand({}), { abortSignal }),
      }),
    );
    const limit = wholeNumber(result?.ShardLimit);
    if (limit !== null && limit > 0) this.#shardLimit = limit;
    return failure?.kind === 'denied' ? failure : null;
  }

  async #consumers(stream: StreamRef, signal: AbortSignal | undefined): Promise<Listed<DiscoveredConsumer>> {
    return listPages({
      action: 'kinesis:ListStreamConsumers',
      maxItems: MAX_CONSUMERS,
      ask: (token) =>
        this.#caller.call({
          api: 'kinesis:ListStreamConsumers',
          billedUnits: 0,
          signal,
          send: (abortSignal) =>
            this.#client.send(
              new ListStreamConsumersCommand({
                StreamARN: stream.arn,
                MaxResults: CONSUMERS_PAGE,
                ...(token === '' ? {} : { NextToken: token }),
              }),
              { abortSignal },
            ),
        }),
      entriesOf: (page) => page.Consumers ?? [],
      nextOf: (page) => textIn(page.NextToken),
      read: (entry) => this.#readConsumer(stream, entry),
    });
  }

  #readConsumer(stream: StreamRef, entry: unknown): readonly [DiscoveredConsumer] | null {
    const arn = parseStreamConsumerArn(field(entry, 'ConsumerARN'));
    const state = stateWord(field(entry, 'ConsumerStatus'));
    if (arn === null || arn.streamArn !== stream.arn || state === null) return null;
    const config = { ...BARE_CONSUMER, type: 'enhanced-fan-out' as const, sourceArn: stream.arn, state };
    return [{ ...this.#scope, kind: 'consumer', arn: arn.arn, name: arn.consumerName, tags: {}, config }];
  }

  async #readTags(name: string, signal: AbortSignal | undefined): Promise<Tags> {
    const { items, failure } = await listPages({
      action: 'kinesis:ListTagsForStream',
      maxItems: MAX_TAGS,
      ask: (lastKey) =>
        this.#caller.call({
          api: 'kinesis:ListTagsForStream',
          billedUnits: 0,
          signal,
          send: (abortSignal) =>
            this.#client.send(
              new ListTagsForStreamCommand({ StreamName: name, ...(lastKey === '' ? {} : { ExclusiveStartTagKey: lastKey }) }),
              { abortSignal },
            ),
        }),
      entriesOf: (page) => page.Tags,
      nextOf: (page) =>
        nextAfterName(
          page.HasMoreTags,
          listIn(page.Tags).map((tag) => field(tag, 'Key')),
        ),
      read: (tag) => [[textIn(field(tag, 'Key')), field(tag, 'Value')] as const],
    });
    if (failure !== null) throw new AwsError(failure);
    return readTags(Object.fromEntries(items));
  }

  #describe({ stream, config, shards, shardsProblem }: Look): DiscoveredStream {
    const shardLimit = this.#shardLimit;
    const { tags, problem } = this.#tags.of(stream.name);
    const problems = [problem, shardsProblem && `Shards not readable: ${shardsProblem.message}`].filter((line) => line !== null);
    return {
      ...this.#scope,
      kind: 'stream',
      arn: stream.arn,
      name: stream.name,
      config:
        config === null ? null : { ...config, ...(shardLimit !== null && { shardLimit }), problems: [...config.problems, ...problems] },
      tags,
      shards,
    };
  }

  #arnOf(name: string): string {
    const { accountId, region } = this.#scope;
    return `arn:${partitionOf(region)}:kinesis:${region}:${accountId}:stream/${name}`;
  }
}

interface Look {
  readonly stream: StreamRef;
  readonly config: StreamConfig | null;
  readonly shards: readonly Shard[] | null;
  readonly shardsProblem: AwsFailure | null;
  readonly consumers: readonly DiscoveredConsumer[];
  readonly consumersFailure: AwsFailure | null;
  readonly failures: readonly AwsFailure[];
}

const unanswered = (stream: StreamRef, failure: AwsFailure): Look => ({
  stream,
  config: null,
  shards: null,
  shardsProblem: failure,
  consumers: [],
  consumersFailure: failure,
  failures: [],
});

/** The service did not answer for itself: it will not for the other parts of the same stream. */
const isOutage = ({ kind }: AwsFailure): boolean => kind === 'unreachable' || kind === 'throttled';

const countOpen = (shards: readonly Shard[] | null): number | null => shards && shards.filter(({ open }) => open).length;
