import { DescribeDeliveryStreamCommand, ListDeliveryStreamsCommand, type FirehoseClient } from '@aws-sdk/client-firehose';
import type { DiscoveredConsumer, DiscoveredDeliveryStream, Scope } from '@weir/domain';
import { parseStreamArn, partitionOf } from './arns.js';
import { attempt } from './attempt.js';
import { FIREHOSE_SOCKETS } from './clients.js';
import { BARE_CONSUMER } from './consumer-config.js';
import { AwsError, failureFor, type AwsFailure } from './failure.js';
import { mapBounded } from './map-bounded.js';
import type { MeteredCaller } from './metered-caller.js';
import { OutageWatch } from './outage-watch.js';
import { listPages, nextAfterName, type Listed } from './paging.js';
import { readDeliveryStream, readDestination } from './delivery-stream-config.js';
import { stateWord } from './stream-config.js';
import { field, textIn } from './untrusted.js';

const LIST = 'firehose:ListDeliveryStreams';
const DESCRIBE = 'firehose:DescribeDeliveryStream';
/** The default is ten. */
const PAGE = 1_000;
/** AWS allows 5,000 delivery streams a region where it allows most; beyond this the listing is broken. */
const MAX_DELIVERY_STREAMS = 50_000;

export interface DeliveryStreamDiscovery {
  /** Those that read a Kinesis stream, and those that others put into. */
  readonly deliveryStreams: readonly (DiscoveredConsumer | DiscoveredDeliveryStream)[];
  /** `arn`: which could not be described; null: the listing. */
  readonly failures: readonly { readonly arn: string | null; readonly error: AwsFailure }[];
}

/** Reads the Firehose delivery streams of one account in one region, whatever feeds them. */
export class DeliveryStreamReader {
  readonly #scope: Scope;
  readonly #client: FirehoseClient;
  readonly #caller: MeteredCaller;

  constructor(options: { readonly scope: Scope; readonly client: FirehoseClient; readonly caller: MeteredCaller }) {
    this.#scope = options.scope;
    this.#client = options.client;
    this.#caller = options.caller;
  }

  /** One deleted while this runs is left out. Only an abort throws. */
  async discover(signal?: AbortSignal): Promise<DeliveryStreamDiscovery> {
    const { items, failure } = await this.#list(signal);
    const watch = new OutageWatch(FIREHOSE_SOCKETS);
    const looks = await mapBounded([...new Set(items)], FIREHOSE_SOCKETS, async (name) => {
      const look = watch.outage === null ? await attempt(() => this.#look(name, signal)) : { result: null, failure: watch.outage };
      watch.record(look.failure);
      return { arn: this.#arnOf(name), ...look };
    });
    const refused = looks.flatMap(({ arn, failure: error }) => (error === null || error.kind === 'not-found' ? [] : [{ arn, error }]));
    return {
      deliveryStreams: looks.flatMap(({ result }) => result ?? []),
      failures: [...(failure === null ? [] : [{ arn: null, error: failure }]), ...refused],
    };
  }

  async #list(signal: AbortSignal | undefined): Promise<Listed<string>> {
    return listPages({
      action: LIST,
      maxItems: MAX_DELIVERY_STREAMS,
      ask: (lastName) =>
        this.#caller.call({
          api: LIST,
          billedUnits: 0,
          signal,
          send: (abortSignal) =>
            this.#client.send(
              new ListDeliveryStreamsCommand({
                Limit: PAGE,
                ...(lastName === '' ? {} : { ExclusiveStartDeliveryStreamName: lastName }),
              }),
              { abortSignal },
            ),
        }),
      entriesOf: (page) => page.DeliveryStreamNames,
      nextOf: (page) => nextAfterName(page.HasMoreDeliveryStreams, page.DeliveryStreamNames),
      read: (entry) => (/^[\w.-]{1,64}$/.test(textIn(entry)) ? [textIn(entry)] : null),
    });
  }

  /** null: something else feeds it, such as Kafka. */
  async #look(name: string, signal: AbortSignal | undefined): Promise<DiscoveredConsumer | DiscoveredDeliveryStream | null> {
    const reply = await this.#caller.call({
      api: DESCRIBE,
      billedUnits: 0,
      signal,
      send: (abortSignal) => this.#client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name, Limit: 1 }), { abortSignal }),
    });
    const described: unknown = reply.DeliveryStreamDescription;
    const source = field(field(field(described, 'Source'), 'KinesisStreamSourceDescription'), 'KinesisStreamARN');
    const state = stateWord(field(described, 'DeliveryStreamStatus'));
    if (source === undefined) {
      if (field(described, 'Source') != null && field(described, 'DeliveryStreamType') !== 'DirectPut') return null;
      if (state === null) throw new AwsError(failureFor('internal', DESCRIBE, 'the reply lacks a status', { retryable: true }));
      return {
        ...this.#scope,
        kind: 'delivery-stream',
        arn: this.#arnOf(name),
        name,
        tags: {},
        config: readDeliveryStream(described, state),
      };
    }
    const stream = parseStreamArn(source);
    if (stream === null || state === null) {
      throw new AwsError(failureFor('internal', DESCRIBE, 'the reply lacks a status or the ARN of its stream', { retryable: true }));
    }
    const { destination } = readDestination(described);
    const config = { ...BARE_CONSUMER, type: 'delivery-stream' as const, sourceArn: stream.arn, state, destination };
    return { ...this.#scope, kind: 'delivery-stream', arn: this.#arnOf(name), name, tags: {}, config };
  }

  #arnOf(name: string): string {
    const { accountId, region } = this.#scope;
    return `arn:${partitionOf(region)}:firehose:${region}:${accountId}:deliverystream/${name}`;
  }
}
