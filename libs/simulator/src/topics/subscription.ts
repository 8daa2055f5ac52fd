import { MINUTE_MS } from '@weir/domain';
import { seedOf } from '../chance/chance.js';
import { CopyBook, type CopyFates } from '../delivery/copy-book.js';
import type { DeliveryOffice } from '../delivery/delivery-office.js';
import { refused, type Failure, type Outcome, type Parcel, type Sender } from '../delivery/parcel.js';
import type { SnsProtocol, SubscriptionBlueprint } from '../estate/topic-blueprint.js';
import { MinuteTable } from '../metrics/minute-table.js';
import type { Wording } from '../queue/cohort.js';
import type { Verdict } from './filter.js';
import type { MessageClass } from './message.js';
import { ENVELOPE_BYTES, mixed, uuidOf, type NotificationFrame } from './notification.js';
import { delayAfter, retryScheduleOf, type RetrySchedule } from './retry-schedule.js';
import { Screening } from './screening.js';
import {
  EMPTY_SUBSCRIPTION_MINUTE,
  FILTERED,
  NO_COUNTS,
  SUBSCRIPTION_COUNTERS,
  SUBSCRIPTION_FIELDS,
  type SubscriptionCounts,
  type SubscriptionField,
  type SubscriptionMinute,
  type TopicMinute,
} from './topic-minutes.js';

/** SQS takes at most so many attributes; a raw message with more is refused. Source: Amazon SNS Developer Guide, "Amazon SNS raw message delivery". */
const MOST_RAW_ATTRIBUTES = 10;

const TOO_MANY_ATTRIBUTES: Failure = { reason: 'rejected', statusCode: 400, message: 'The message has more than 10 attributes.' };

/** Messages published together. */
export interface Load {
  readonly classes: readonly MessageClass[];
  /** Messages of each class. */
  readonly counts: readonly number[];
  /** Of each message. */
  readonly bytes: number;
  readonly group: string | null;
  readonly deduplicationId: string | null;
}

/** The topic as its subscriptions see it. */
export interface TopicFrame {
  readonly arn: string;
  readonly region: string;
  readonly sender: Sender;
  readonly fifo: boolean;
  readonly deliveryPolicy: () => string | null;
  /** The topic's open minute. */
  readonly minute: TopicMinute;
}

/** Messages that failed together and will be tried again. */
interface Retry {
  readonly parcel: Parcel;
  /** Of the minute in which they were published. */
  readonly fates: CopyFates;
  readonly count: number;
  /** Made so far. */
  readonly attempts: number;
  readonly dueAt: number;
}

/**
 * One subscription: filters, delivers, tries again and gives up. Messages are counted, not made.
 *
 * Invariant: counts.published = delivered + filtered… + deadLettered + lost + waiting.
 */
export class SimulatedSubscription {
  readonly arn: string;
  readonly protocol: SnsProtocol;
  readonly endpoint: string;
  /** Of the minutes that are over. */
  readonly totals: SubscriptionCounts = { ...NO_COUNTS };
  readonly log: MinuteTable<SubscriptionField>;
  readonly copies = new CopyBook();
  readonly screening: Screening;
  rawDelivery: boolean;
  deadLetterTargetArn: string | null;
  state: SubscriptionBlueprint['state'];
  readonly seed: number;
  private ownDeliveryPolicy: string | null;
  /** How what passes reads, for as long as the same passes. */
  private reading: { readonly verdicts: readonly Verdict[]; readonly wording: Wording } | null = null;
  private schedule: RetrySchedule | null = null;
  private retries: Retry[] = [];
  private readonly minute: SubscriptionMinute = { ...EMPTY_SUBSCRIPTION_MINUTE };

  constructor(
    blueprint: SubscriptionBlueprint,
    readonly owner: string,
    private readonly topic: TopicFrame,
    private readonly office: DeliveryOffice,
    serial: number,
    worldSeed: number,
    keepMinutes: number,
  ) {
    this.protocol = blueprint.protocol;
    this.endpoint = blueprint.endpoint;
    this.seed = seedOf(worldSeed, `${topic.arn}/${blueprint.protocol}/${blueprint.endpoint}/${serial}`);
    this.arn = `${topic.arn}:${uuidOf(this.seed)}`;
    this.log = new MinuteTable(SUBSCRIPTION_FIELDS, keepMinutes);
    this.screening = new Screening(blueprint.filterPolicy, blueprint.filterPolicyScope, this.seed);
    this.rawDelivery = blueprint.rawDelivery;
    this.deadLetterTargetArn = blueprint.deadLetterTargetArn;
    this.ownDeliveryPolicy = blueprint.deliveryPolicy;
    this.state = blueprint.state;
  }

  /** Messages that failed and will be tried again. */
  get waiting(): number {
    if (this.retries.length === 0) return 0;
    return this.retries.reduce((sum, { count }) => sum + count, 0);
  }

  get deliveryPolicy(): string | null {
    return this.ownDeliveryPolicy;
  }

  set deliveryPolicy(policy: string | null) {
    this.ownDeliveryPolicy = policy;
    this.schedule = null;
  }

  /** What raw delivery does to the words is remembered, so it is set here. */
  deliverRaw(raw: boolean): void {
    this.rawDelivery = raw;
    this.reading = null;
  }

  /** The topic's delivery policy changed. */
  forgetSchedule(): void {
    this.schedule = null;
  }

  /** Messages were published. */
  offer(load: Load, now: number): void {
    if (this.state !== 'confirmed') return;
    const { classes, counts } = load;
    const verdicts = this.screening.verdicts(classes, now);
    let passing = 0;
    for (let at = 0; at < counts.length; at++) passing += this.screen(counts[at] ?? 0, verdicts[at] ?? 'passes');
    if (passing === 0) return;
    const parcel = this.parcelOf(load, passing, verdicts);
    const first: Retry = { parcel, fates: this.copies.open, count: passing, attempts: 0, dueAt: now };
    if (this.isTooMuchForRaw(load)) this.fail(first, refused(passing, TOO_MANY_ATTRIBUTES), now);
    else this.attempt(first, now);
  }

  /** The tick that ends at `now`: what is due is tried again. */
  retry(now: number): void {
    if (this.retries.length === 0) return;
    const due = this.retries.filter(({ dueAt }) => dueAt <= now);
    if (due.length === 0) return;
    this.retries = this.retries.filter(({ dueAt }) => dueAt > now);
    for (const retry of due) this.attempt(retry, now);
  }

  /** The subscription ends: nothing is tried any more, and neither metrics nor logs tell of what waited. */
  end(): void {
    for (const { count, fates } of this.retries) {
      fates.abandoned += count;
      this.minute.lost += count;
    }
    this.retries = [];
  }

  /** Ends the minute before `minuteEnd`. `record`: false while history warms up. */
  closeMinute(minuteEnd: number, record: boolean): void {
    const { minute, totals } = this;
    this.copies.close(minuteEnd - MINUTE_MS, record);
    minute.waiting = this.waiting;
    // What is delivered or given up late was published in an earlier minute, and waited at its end.
    if (minute.published === 0 && minute.delivered === 0 && minute.lost + minute.deadLettered === 0 && minute.waiting === 0) return;
    for (const counter of SUBSCRIPTION_COUNTERS) totals[counter] += minute[counter];
    if (record) this.log.write(minuteEnd - MINUTE_MS, minute);
    Object.assign(minute, EMPTY_SUBSCRIPTION_MINUTE);
  }

  /** Up to now, the open minute included. */
  get counts(): SubscriptionCounts {
    const counts = { ...this.totals };
    for (const counter of SUBSCRIPTION_COUNTERS) counts[counter] += this.minute[counter];
    return counts;
  }

  private attempt(retry: Retry, now: number): void {
    const { parcel, count, fates } = retry;
    const outcome = this.office.handOver(this.endpoint, count === parcel.count ? parcel : { ...parcel, count }, now);
    fates.delivered += outcome.delivered;
    this.minute.delivered += outcome.delivered;
    this.topic.minute.delivered += outcome.delivered;
    if (outcome.failure) this.fail(retry, outcome, now);
  }

  private fail({ parcel, fates, attempts: before, dueAt }: Retry, { retryable, permanent, failure }: Outcome, now: number): void {
    const { minute } = this;
    minute.failedAttempts += retryable + permanent;
    if (this.isHttp) this.topic.minute.failed += retryable + permanent;
    minute.statusCode = failure?.statusCode ?? 0;
    if (permanent > 0) this.giveUp(parcel, fates, permanent, now);
    if (retryable === 0) return;
    this.schedule ??= retryScheduleOf(this.protocol, [this.ownDeliveryPolicy, this.topic.deliveryPolicy()]);
    const attempts = before + 1;
    const delay = delayAfter(this.schedule, attempts);
    if (delay === null) {
      this.giveUp(parcel, fates, retryable, now);
      return;
    }
    const next: Retry = { parcel, fates, count: retryable, attempts, dueAt: dueAt + delay * 1000 };
    if (next.dueAt <= now) this.attempt(next, now);
    else this.retries.push(next);
  }

  /** Drawn classes never have so many attributes; a single message may. */
  private isTooMuchForRaw({ classes: [only, another] }: Load): boolean {
    if (!only || another || !this.rawDelivery || this.protocol !== 'sqs') return false;
    return Object.keys(only.sample.attributes).length > MOST_RAW_ATTRIBUTES;
  }

  private giveUp(parcel: Parcel, fates: CopyFates, count: number, now: number): void {
    const { minute, deadLetterTargetArn } = this;
    minute.givenUp += count;
    if (!this.isHttp) this.topic.minute.failed += count;
    let deadLettered = 0;
    if (deadLetterTargetArn !== null) {
      deadLettered = this.office.handOver(deadLetterTargetArn, { ...parcel, count }, now).delivered;
      this.topic.minute.redrivenToDlq += deadLettered;
      this.topic.minute.notRedrivenToDlq += count - deadLettered;
    }
    fates.deadLettered += deadLettered;
    fates.lost += count - deadLettered;
    minute.deadLettered += deadLettered;
    minute.lost += count - deadLettered;
  }

  private get isHttp(): boolean {
    return this.protocol === 'http' || this.protocol === 'https';
  }

  /** How many of `count` pass. */
  private screen(count: number, verdict: Verdict): number {
    const { minute, copies } = this;
    minute.published += count;
    copies.open.due += count;
    if (verdict === 'passes') return count;
    copies.open.filtered += count;
    const field = FILTERED[verdict];
    minute[field] += count;
    this.topic.minute[field] += count;
    this.topic.minute.filteredOut += count;
    return 0;
  }

  private parcelOf(load: Load, count: number, verdicts: readonly Verdict[]): Parcel {
    return {
      count,
      bytes: load.bytes + (this.rawDelivery ? 0 : ENVELOPE_BYTES),
      wording: this.wordingOf(load.classes, verdicts),
      group: this.topic.fifo ? load.group : null,
      deduplicationId: this.topic.fifo ? load.deduplicationId : null,
      sender: this.topic.sender,
    };
  }

  private wordingOf(classes: readonly MessageClass[], verdicts: readonly Verdict[]): Wording {
    if (this.reading?.verdicts !== verdicts) {
      const frame: NotificationFrame = {
        topicArn: this.topic.arn,
        region: this.topic.region,
        subscriptionArn: this.arn,
        protocol: this.protocol,
        raw: this.rawDelivery,
      };
      const passing = classes.filter((_, at) => verdicts[at] === 'passes');
      this.reading = { verdicts, wording: mixed(passing, frame) };
    }
    return this.reading.wording;
  }
}

/** What a subscriber has to say to be confirmed. */
export const confirmationToken = ({ seed }: SimulatedSubscription): string =>
  [0, 1, 2, 3].map((part) => uuidOf(seedOf(seed, 'confirm'), part).replaceAll('-', '')).join('');
