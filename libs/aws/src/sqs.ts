import { GetQueueAttributesCommand, ListQueuesCommand, ListQueueTagsCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { EpochMs, QueueConfig, ResourceId } from '@weir/contract';
import type { DiscoveredQueue, Scope } from '@weir/domain';
import { partitionOf } from './arns.js';
import type { AwsClock } from './aws-clock.js';
import { BudgetedTags } from './budgeted-tags.js';
import { SQS_SOCKETS } from './clients.js';
import { AwsError, awsFailure, failureFor, type AwsFailure } from './failure.js';
import { mapBounded } from './map-bounded.js';
import type { MeteredCaller } from './metered-caller.js';
import { OutageWatch } from './outage-watch.js';
import { listPages } from './paging.js';
import { parseQueueArn, readQueueConfig, wholeNumber, type RawAttributes } from './queue-attributes.js';
import { readTags, type Tags } from './tag-memory.js';
import { textIn } from './untrusted.js';

/** A queue whose settings were read. */
export type ReadableQueue = DiscoveredQueue & { readonly config: QueueConfig };

export interface QueueDiscovery {
  readonly queues: readonly ReadableQueue[];
  /** Queues that are listed and could not be looked at. They exist: `queue` is what the listing alone tells, without settings. */
  readonly failures: readonly { readonly url: string; readonly queue: DiscoveredQueue | null; readonly error: AwsFailure }[];
}

export interface QueueToRead {
  readonly resourceId: ResourceId;
  readonly url: string;
}

/** A queue's depth as SQS itself tells it. */
export interface LiveReading {
  readonly resourceId: ResourceId;
  readonly outcome:
    | {
        readonly ok: true;
        /** When the reply arrived, by AWS's clock. */
        readonly at: EpochMs;
        readonly visible: number;
        readonly inFlight: number;
        readonly delayed: number;
      }
    | { readonly ok: false; readonly error: AwsFailure };
}

const LIST_PAGE = 1_000;
/** SQS has no limit of queues per account; a listing beyond this is broken. */
const MAX_QUEUES = 1_000_000;
const MAX_URL_LENGTH = 2_048;
/** After this many queues in a row got no answer, the round stops asking: the service is down, not the queues. */
const GIVE_UP_AFTER = SQS_SOCKETS;

/** Reads the queues of one account in one region. */
export class SqsReader {
  readonly #scope: Scope;
  readonly #client: SQSClient;
  readonly #caller: MeteredCaller;
  readonly #clock: AwsClock;
  readonly #tags: BudgetedTags;

  constructor(options: { readonly scope: Scope; readonly client: SQSClient; readonly caller: MeteredCaller; readonly clock: AwsClock }) {
    this.#scope = options.scope;
    this.#client = options.client;
    this.#caller = options.caller;
    this.#clock = options.clock;
    this.#tags = new BudgetedTags(options.clock);
  }

  /**
   * Every queue with its settings and tags. A queue deleted while this runs is left out.
   * @throws AwsError when the listing itself fails, for then nothing is known of what exists
   */
  async discover(signal?: AbortSignal): Promise<QueueDiscovery> {
    const urls = await this.#list(signal);
    const watch = new OutageWatch(GIVE_UP_AFTER);
    const [looked] = await Promise.all([
      mapBounded(urls, SQS_SOCKETS, async (url) => {
        const result = watch.outage ?? (await this.#look(url, signal));
        watch.record(result !== 'gone' && 'kind' in result ? result : null);
        return { url, result };
      }),
      this.#tags.refresh(urls, (url) => this.#readTags(url, signal)),
    ]);
    const queues: ReadableQueue[] = [];
    const failures: QueueDiscovery['failures'][number][] = [];
    for (const { url, result } of looked) {
      if (result === 'gone') continue;
      if ('kind' in result) failures.push({ url, queue: this.#listed(url), error: result });
      else queues.push(this.#describe(url, result.name, result.arn, result.attributes));
    }
    return { queues, failures };
  }

  /** Depth, in flight and delayed of each queue, in the order given. Failures are told per queue; only an abort throws. */
  async readLive(queues: readonly QueueToRead[], signal?: AbortSignal): Promise<readonly LiveReading[]> {
    const watch = new OutageWatch(GIVE_UP_AFTER);
    return mapBounded(queues, SQS_SOCKETS, async ({ resourceId, url }): Promise<LiveReading> => {
      if (watch.outage !== null) return { resourceId, outcome: { ok: false, error: watch.outage } };
      const outcome = await this.#readOne(url, signal);
      watch.record(outcome.ok ? null : outcome.error);
      return { resourceId, outcome };
    });
  }

  async #readOne(url: string, signal: AbortSignal | undefined): Promise<LiveReading['outcome']> {
    try {
      const attributes = await this.#attributes(url, LIVE_ATTRIBUTES, signal);
      const at = this.#clock.now();
      const visible = wholeNumber(attributes['ApproximateNumberOfMessages']);
      const inFlight = wholeNumber(attributes['ApproximateNumberOfMessagesNotVisible']);
      const delayed = wholeNumber(attributes['ApproximateNumberOfMessagesDelayed']);
      if (visible === null || inFlight === null || delayed === null) {
        return {
          ok: false,
          error: failureFor('internal', GET_ATTRIBUTES, 'the reply lacks a count that is a whole number', { retryable: true }),
        };
      }
      return { ok: true, at, visible, inFlight, delayed };
    } catch (error) {
      return { ok: false, error: awsFailure(error) };
    }
  }

  async #list(signal: AbortSignal | undefined): Promise<readonly string[]> {
    const { items, failure } = await listPages({
      action: 'sqs:ListQueues',
      maxItems: MAX_QUEUES,
      ask: (token) =>
        this.#caller.call({
          api: 'sqs:ListQueues',
          billedUnits: 1,
          signal,
          send: (abortSignal) =>
            this.#client.send(new ListQueuesCommand({ MaxResults: LIST_PAGE, ...(token === '' ? {} : { NextToken: token }) }), {
              abortSignal,
            }),
        }),
      // SQS leaves the list out when there are no queues.
      entriesOf: (page) => page.QueueUrls ?? [],
      nextOf: (page) => textIn(page.NextToken),
      read: (entry) => (isQueueUrl(entry) ? [entry] : []),
    });
    if (failure !== null) throw new AwsError(failure);
    return [...new Set(items)];
  }

  async #look(url: string, signal: AbortSignal | undefined): Promise<Look> {
    try {
      const attributes = await this.#attributes(url, ['All'], signal);
      const arn = parseQueueArn(attributes['QueueArn']);
      if (arn === null) return failureFor('internal', GET_ATTRIBUTES, 'the reply lacks a QueueArn', { retryable: true });
      const { accountId, region } = this.#scope;
      if (arn.accountId !== accountId || arn.region !== region) {
        const message = `asked in ${accountId}/${region}, answered with a queue of ${arn.accountId}/${arn.region}: whose credentials are these?`;
        return failureFor('invalid', GET_ATTRIBUTES, message);
      }
      return { arn: arn.arn, name: arn.name, attributes };
    } catch (error) {
      const failure = awsFailure(error);
      return failure.kind === 'not-found' ? 'gone' : failure;
    }
  }

  async #attributes(url: string, names: readonly AttributeName[], signal: AbortSignal | undefined): Promise<RawAttributes> {
    const reply = await this.#caller.call({
      api: GET_ATTRIBUTES,
      billedUnits: 1,
      // URLs are opaque, but FIFO names must end so, and only the price hangs on it.
      fifo: url.endsWith('.fifo'),
      signal,
      send: (abortSignal) =>
        this.#client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }), { abortSignal }),
    });
    return reply.Attributes ?? {};
  }

  async #readTags(url: string, signal: AbortSignal | undefined): Promise<Tags> {
    const reply = await this.#caller.call({
      api: 'sqs:ListQueueTags',
      billedUnits: 1,
      fifo: url.endsWith('.fifo'),
      signal,
      send: (abortSignal) => this.#client.send(new ListQueueTagsCommand({ QueueUrl: url }), { abortSignal }),
    });
    return readTags(reply.Tags);
  }

  /** What a listing alone tells of a queue; null when not even its name is to be had. */
  #listed(url: string): DiscoveredQueue | null {
    const { accountId, region } = this.#scope;
    const arn = parseQueueArn(`arn:${partitionOf(region)}:sqs:${region}:${accountId}:${url.slice(url.lastIndexOf('/') + 1)}`);
    return arn === null ? null : { ...this.#scope, kind: 'queue', arn: arn.arn, name: arn.name, config: null, tags: {} };
  }

  #describe(url: string, name: string, arn: string, attributes: RawAttributes): ReadableQueue {
    const config = readQueueConfig(url, name, attributes);
    const { tags, problem } = this.#tags.of(url);
    return {
      ...this.#scope,
      kind: 'queue',
      arn,
      name,
      config: problem === null ? config : { ...config, problems: [...config.problems, problem] },
      tags,
    };
  }
}

type Look = { readonly arn: string; readonly name: string; readonly attributes: RawAttributes } | AwsFailure | 'gone';

const GET_ATTRIBUTES = 'sqs:GetQueueAttributes';
const LIVE_ATTRIBUTES = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;
type AttributeName = (typeof LIVE_ATTRIBUTES)[number] | 'All';

/** A queue URL is opaque, but text of bounded length it must be. */
const isQueueUrl = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_URL_LENGTH && !/\p{Cc}/u.test(value);
