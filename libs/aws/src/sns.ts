import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import type { DiscoveredFanout, Scope } from '@weir/domain';
import { parseTopicArn, type TopicArn } from './arns.js';
import type { AwsClock } from './aws-clock.js';
import { BudgetedTags } from './budgeted-tags.js';
import { AwsError, failureFor, type AwsFailure } from './failure.js';
import type { FanoutFailure, FanoutPart } from './fanout-part.js';
import type { MeteredCaller } from './metered-caller.js';
import { listPages, type Listed } from './paging.js';
import { SettingsInTurns } from './settings-in-turns.js';
import {
  listedConfig,
  readListedSubscription,
  readSubscriptionConfig,
  subscriptionName,
  type ListedSubscription,
} from './subscription-config.js';
import { readTags, type Tags } from './tag-memory.js';
import { readTopicConfig } from './topic-config.js';
import { field, textIn } from './untrusted.js';

/** AWS allows 100,000 standard topics an account; beyond twice that the listing is broken. */
const MAX_TOPICS = 200_000;
/** A topic may have millions of subscriptions, which no map shows: what is beyond these is not seen, and none is taken for gone. */
const MAX_SUBSCRIPTIONS = 20_000;

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Reads the topics and subscriptions of one account in one region. Listings are read whole each time, a hundred a call. Attributes
 * come one a call and are read in turns; see `SettingsInTurns` for how long a change may stay unseen, beside the 15 minutes that SNS
 * itself may take to apply a filter policy. Subscriptions that other accounts own are listed by topic only: a topic is asked for them when
 * it counts more subscriptions than its own account lists.
 */
export class SnsReader {
  readonly #scope: Scope;
  readonly #client: SNSClient;
  readonly #caller: MeteredCaller;
  /** Whether another account tells of its subscriptions itself: then they are its own, wherever their topic is. */
  readonly #isWatched: (accountId: string) => boolean;
  readonly #tags: BudgetedTags;
  readonly #topics: SettingsInTurns<Attributes>;
  readonly #subscriptions: SettingsInTurns<Attributes>;
  readonly #foreign: SettingsInTurns<readonly ListedSubscription[]>;

  constructor(options: {
    readonly scope: Scope;
    readonly client: SNSClient;
    readonly caller: MeteredCaller;
    readonly clock: AwsClock;
    readonly isWatched: (accountId: string) => boolean;
  }) {
    this.#scope = options.scope;
    this.#client = options.client;
    this.#caller = options.caller;
    this.#isWatched = options.isWatched;
    this.#tags = new BudgetedTags(options.clock);
    this.#topics = new SettingsInTurns(options.clock);
    this.#subscriptions = new SettingsInTurns(options.clock);
    this.#foreign = new SettingsInTurns(options.clock);
  }

  /** Every topic and subscription that is listed. One deleted while this runs is left out. Only an abort throws. */
  async discover(urgent: ReadonlySet<string>, signal?: AbortSignal): Promise<FanoutPart> {
    const [topicList, ownList] = await Promise.all([this.#listTopics(signal), this.#listSubscriptions(signal)]);
    const topics = [...new Map(topicList.items.map((topic) => [topic.arn, topic])).values()];
    const own = uniqueByArn(ownList.items);
    const arns = topics.map(({ arn }) => arn);
    const [foreign] = await Promise.all([
      this.#topics.refresh(arns, (arn) => this.#topicAttributes(arn, signal), urgent).then(() => this.#findForeign(topics, own, signal)),
      this.#subscriptions.refresh(attributed(own), (arn) => this.#subscriptionAttributes(arn, signal), urgent),
      this.#tags.refresh(arns, (arn) => this.#readTags(arn, signal)),
    ]);
    const known = new Set(own.map(({ arn }) => arn));
    const listed = [...own, ...foreign.items.filter(({ arn }) => !known.has(arn))];
    return {
      resources: [
        ...topics.flatMap((topic) => this.#describeTopic(topic)),
        ...listed.flatMap((entry) => this.#describeSubscription(entry)),
      ],
      failures: [
        ...unlisted(topicList.failure, ['topic', 'subscription']),
        ...unlisted(ownList.failure, ['subscription']),
        ...arns.flatMap((arn) => told(arn, this.#topics.of(arn).failure)),
        ...foreign.failures,
        ...attributed(own).flatMap((arn) => told(arn, this.#subscriptions.of(arn).failure)),
      ],
      complete: {
        topic: topicList.failure === null,
        subscription: topicList.failure === null && ownList.failure === null && foreign.isComplete,
      },
    };
  }

  /** Subscriptions of this account's topics that others own and no other scope tells of. */
  async #findForeign(topics: readonly TopicArn[], own: readonly ListedSubscription[], signal: AbortSignal | undefined): Promise<Foreign> {
    const listed = Map.groupBy(own, ({ topic }) => topic.arn);
    const shared = topics.filter(({ arn, topicName }) => {
      const { value, failure } = this.#topics.of(arn);
      if (value === null) return failure !== null && failure.kind !== 'not-found';
      const { subscriptionsConfirmed, subscriptionsPending } = readTopicConfig(topicName, value);
      return subscriptionsConfirmed + subscriptionsPending > (listed.get(arn)?.length ?? 0);
    });
    const arns = shared.map(({ arn }) => arn);
    await this.#foreign.refresh(arns, async (arn) => {
      const { items, failure } = await this.#listByTopic(arn, signal);
      if (failure !== null) throw new AwsError(failure);
      return items;
    });
    const all = arns.flatMap((arn) => this.#foreign.of(arn).value ?? []);
    const isForeign = ({ owner }: ListedSubscription): boolean => owner !== this.#scope.accountId && !this.#isWatched(owner);
    return {
      items: uniqueByArn(all.filter(isForeign)),
      failures: arns.flatMap((arn) => told(arn, this.#foreign.of(arn).failure, ['subscription'])),
      isComplete:
        topics.every(({ arn }) => this.#topics.wasTried(arn)) &&
        arns.every((arn) => this.#foreign.wasTried(arn) && this.#foreign.of(arn).failure === null),
    };
  }

  async #listTopics(signal: AbortSignal | undefined): Promise<Listed<TopicArn>> {
    return listPages({
      action: 'sns:ListTopics',
      maxItems: MAX_TOPICS,
      ask: (token) =>
        this.#caller.call({
          api: 'sns:ListTopics',
          billedUnits: 0,
          signal,
          send: (abortSignal) => this.#client.send(new ListTopicsCommand(next(token)), { abortSignal }),
        }),
      entriesOf: (page) => page.Topics ?? [],
      nextOf: (page) => textIn(page.NextToken),
      read: (entry) => {
        const topic = parseTopicArn(field(entry, 'TopicArn'));
        return topic === null || !this.#isHere(topic) ? null : [topic];
      },
    });
  }

  async #listSubscriptions(signal: AbortSignal | undefined): Promise<Listed<ListedSubscription>> {
    return listPages({
      action: 'sns:ListSubscriptions',
      maxItems: MAX_SUBSCRIPTIONS,
      ask: (token) =>
        this.#caller.call({
          api: 'sns:ListSubscriptions',
          billedUnits: 0,
          signal,
          send: (abortSignal) => this.#client.send(new ListSubscriptionsCommand(next(token)), { abortSignal }),
        }),
      entriesOf: (page) => page.Subscriptions ?? [],
      nextOf: (page) => textIn(page.NextToken),
      read: readListedSubscription,
    });
  }

  async #listByTopic(topicArn: string, signal: AbortSignal | undefined): Promise<Listed<ListedSubscription>> {
    return listPages({
      action: 'sns:ListSubscriptionsByTopic',
      maxItems: MAX_SUBSCRIPTIONS,
      ask: (token) =>
        this.#caller.call({
          api: 'sns:ListSubscriptionsByTopic',
          billedUnits: 0,
          signal,
          send: (abortSignal) =>
            this.#client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...next(token) }), { abortSignal }),
        }),
      entriesOf: (page) => page.Subscriptions ?? [],
      nextOf: (page) => textIn(page.NextToken),
      read: (entry) => (field(entry, 'TopicArn') === topicArn ? readListedSubscription(entry) : null),
    });
  }

  async #topicAttributes(arn: string, signal: AbortSignal | undefined): Promise<Attributes> {
    const { Attributes } = await this.#caller.call({
      api: 'sns:GetTopicAttributes',
      billedUnits: 0,
      signal,
      send: (abortSignal) => this.#client.send(new GetTopicAttributesCommand({ TopicArn: arn }), { abortSignal }),
    });
    return ofResource(Attributes, 'TopicArn', arn, 'sns:GetTopicAttributes');
  }

  async #subscriptionAttributes(arn: string, signal: AbortSignal | undefined): Promise<Attributes> {
    const { Attributes } = await this.#caller.call({
      api: 'sns:GetSubscriptionAttributes',
      billedUnits: 0,
      signal,
      send: (abortSignal) => this.#client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }), { abortSignal }),
    });
    return ofResource(Attributes, 'SubscriptionArn', arn, 'sns:GetSubscriptionAttributes');
  }

  async #readTags(arn: string, signal: AbortSignal | undefined): Promise<Tags> {
    const { Tags: tags } = await this.#caller.call({
      api: 'sns:ListTagsForResource',
      billedUnits: 0,
      signal,
      send: (abortSignal) => this.#client.send(new ListTagsForResourceCommand({ ResourceArn: arn }), { abortSignal }),
    });
    return readTags(Object.fromEntries((tags ?? []).map((tag) => [textIn(field(tag, 'Key')), field(tag, 'Value')])));
  }

  #describeTopic({ arn, topicName }: TopicArn): readonly DiscoveredFanout[] {
    const { value, failure } = this.#topics.of(arn);
    if (failure?.kind === 'not-found') return [];
    const { tags, problem } = this.#tags.of(arn);
    const config = value === null ? null : readTopicConfig(topicName, value);
    const told = config === null || problem === null ? config : { ...config, problems: [...config.problems, problem] };
    return [{ ...this.#scope, kind: 'topic', arn, name: topicName, tags, config: told }];
  }

  #describeSubscription(listed: ListedSubscription): readonly DiscoveredFanout[] {
    const { value, failure } = this.#subscriptions.of(listed.arn);
    if (failure?.kind === 'not-found') return [];
    const config = value === null ? listedConfig(listed, this.#whyPartial(listed, failure)) : readSubscriptionConfig(listed, value);
    return [{ ...this.#scope, kind: 'subscription', arn: listed.arn, name: subscriptionName(listed), tags: {}, config }];
  }

  #whyPartial({ isPending, owner }: ListedSubscription, failure: AwsFailure | null): string | null {
    if (failure !== null) return `Settings not readable: ${failure.message}`;
    if (isPending) return null;
    return owner === this.#scope.accountId ? 'Settings not read yet' : 'Settings not readable: another account owns this subscription';
  }

  #isHere({ accountId, region }: TopicArn): boolean {
    return accountId === this.#scope.accountId && region === this.#scope.region;
  }
}

interface Foreign {
  readonly items: readonly ListedSubscription[];
  readonly failures: readonly FanoutFailure[];
  readonly isComplete: boolean;
}

const next = (token: string): { readonly NextToken?: string } => (token === '' ? {} : { NextToken: token });

/** Those whose attributes can be asked for: while it is pending a subscription has no ARN to ask by. */
const attributed = (listed: readonly ListedSubscription[]): readonly string[] =>
  listed.flatMap(({ arn, isPending }) => (isPending ? [] : [arn]));

const uniqueByArn = (listed: readonly ListedSubscription[]): readonly ListedSubscription[] => [
  ...new Map(listed.map((entry) => [entry.arn, entry])).values(),
];

const unlisted = (error: AwsFailure | null, hides: FanoutFailure['hides']): readonly FanoutFailure[] =>
  error === null ? [] : [{ arn: null, service: 'sns', error, hides }];

/** What was deleted in between is no failure. */
const told = (arn: string, error: AwsFailure | null, hides: FanoutFailure['hides'] = []): readonly FanoutFailure[] =>
  error === null || error.kind === 'not-found' ? [] : [{ arn, service: 'sns', error, hides }];

/** The attributes, if they are of what was asked for. */
function ofResource(attributes: unknown, name: string, arn: string, action: string): Attributes {
  if (typeof attributes !== 'object' || attributes === null || field(attributes, name) !== arn) {
    throw new AwsError(failureFor('internal', action, `the reply lacks the attributes of ${arn}`, { retryable: true }));
  }
  return attributes as Attributes;
}
