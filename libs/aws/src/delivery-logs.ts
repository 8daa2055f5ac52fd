import { FilterLogEventsCommand, type CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { EpochMs } from '@weir/contract';
import type { Scope } from '@weir/domain';
import { parseTopicArn } from './arns.js';
import { DeliveryTally, type DestinationDeliveries } from './delivery-tally.js';
import { AwsError, awsFailure, failureFor, type AwsFailure } from './failure.js';
import type { MeteredCaller } from './metered-caller.js';
import { field, textIn } from './untrusted.js';

/** What one reading may take, both log groups together. */
export interface DeliveryLogBudget {
  readonly pages: number;
  /** Of log text. A page is 1 MiB at most, and one that was begun is counted whole. */
  readonly bytes: number;
}

export interface DeliveryLogsRequest {
  readonly topicArn: string;
  /** Inclusive. */
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
  readonly budget: DeliveryLogBudget;
  /** Which groups are worth asking for; both unless told otherwise. */
  readonly wanted?: { readonly successes: boolean; readonly failures: boolean };
}

/** How far one log group was read. */
export interface LogGroupReading {
  readonly name: string;
  /**
   * `missing`: there is no such group, so nothing is logged or nothing was yet. `cut-short`: the budget ended first. `not-wanted`: it was not
   * asked for. A failure of kind `denied` says which permission is missing.
   */
  readonly outcome: 'complete' | 'cut-short' | 'missing' | 'not-wanted' | AwsFailure;
  /** Entries before this were read. Later ones may have been, in part. */
  readonly readUntil: EpochMs;
  readonly entries: number;
  /** Entries that are no delivery of this topic, or to one destination too many. */
  readonly uncounted: number;
}

/** What SNS logged of deliveries: all failures, and of successes the share the topic's settings say. */
export interface DeliveryLogs {
  readonly destinations: readonly DestinationDeliveries[];
  readonly successes: LogGroupReading;
  readonly failures: LogGroupReading;
  readonly spent: DeliveryLogBudget;
}

/** Templates of log group names; `{region}`, `{account}` and `{topic}` are filled in. */
export interface DeliveryLogGroups {
  readonly successes: string;
  readonly failures: string;
}

/** As emulators name them; AWS's documentation was not at hand, so they can be set. */
export const DELIVERY_LOG_GROUPS: DeliveryLogGroups = {
  successes: 'sns/{region}/{account}/{topic}',
  failures: 'sns/{region}/{account}/{topic}/Failure',
};

const BOTH = { successes: true, failures: true };
const ACTION = 'logs:FilterLogEvents';
/** API Reference, FilterLogEvents: up to 10,000 events or 1 MB a page. */
const EVENTS_PAGE = 10_000;

/** Reads the delivery status logs of topics of one account in one region: the only source that tells subscriptions apart. */
export class DeliveryLogReader {
  readonly #scope: Scope;
  readonly #client: CloudWatchLogsClient;
  readonly #caller: MeteredCaller;
  readonly #groups: DeliveryLogGroups;

  constructor(options: {
    readonly scope: Scope;
    readonly client: CloudWatchLogsClient;
    readonly caller: MeteredCaller;
    readonly groups: DeliveryLogGroups;
  }) {
    this.#scope = options.scope;
    this.#client = options.client;
    this.#caller = options.caller;
    this.#groups = options.groups;
  }

  /**
   * Counts deliveries by destination. Failures are read first: where the budget ends early they matter more, and are fewer. What a group
   * refuses is told with the group; only an abort throws.
   * @throws AwsError of kind `invalid` for what is no topic, or of another account or region
   */
  async read({ topicArn, from, to, budget, wanted = BOTH }: DeliveryLogsRequest, signal?: AbortSignal): Promise<DeliveryLogs> {
    const topic = parseTopicArn(topicArn);
    if (topic === null || topic.accountId !== this.#scope.accountId || topic.region !== this.#scope.region) {
      throw new AwsError(failureFor('invalid', ACTION, 'this is no topic of this account and region'));
    }
    const nameOf = (template: string): string =>
      template
        .replaceAll('{region}', topic.region)
        .replaceAll('{account}', topic.accountId)
        .replaceAll('{topic}', () => topic.topicName);
    const tally = new DeliveryTally(topicArn);
    const left = { pages: budget.pages, bytes: budget.bytes };
    const readIf = async (wants: boolean, template: string): Promise<LogGroupReading> =>
      wants
        ? this.#readGroup(nameOf(template), { from, to, left, tally }, signal)
        : { name: nameOf(template), outcome: 'not-wanted', readUntil: from, entries: 0, uncounted: 0 };
    const failures = await readIf(wanted.failures, this.#groups.failures);
    const successes = await readIf(wanted.successes, this.#groups.successes);
    const spent = { pages: budget.pages - left.pages, bytes: budget.bytes - left.bytes };
    return { destinations: tally.destinations(), successes, failures, spent };
  }

  async #readGroup(name: string, reading: GroupToRead, signal: AbortSignal | undefined): Promise<LogGroupReading> {
    const { from, to, left, tally } = reading;
    const seen = { entries: 0, uncounted: 0, readUntil: from };
    const tokens = new Set<string>();
    let token = '';
    try {
      do {
        if (left.pages <= 0 || left.bytes <= 0) return { name, ...seen, outcome: 'cut-short' };
        left.pages -= 1;
        const page = await this.#page(name, { from, to, token }, signal);
        if (page.events !== undefined && !Array.isArray(page.events)) throw broken('lacks its list');
        for (const event of (page.events ?? []) as readonly unknown[]) {
          const message = textIn(field(event, 'message'));
          const at = field(event, 'timestamp');
          left.bytes -= message.length;
          seen.entries += 1;
          if (typeof at === 'number' && at >= from && at < to && tally.count(message, at)) seen.readUntil = Math.max(seen.readUntil, at);
          else seen.uncounted += 1;
        }
        token = textIn(page.nextToken);
        if (tokens.has(token)) throw broken('does not end: AWS repeats a token');
        tokens.add(token);
      } while (token !== '');
      return { name, ...seen, readUntil: to, outcome: 'complete' };
    } catch (error) {
      const failure = awsFailure(error);
      return { name, ...seen, outcome: failure.kind === 'not-found' ? 'missing' : failure };
    }
  }

  async #page(
    name: string,
    { from, to, token }: { readonly from: EpochMs; readonly to: EpochMs; readonly token: string },
    signal: AbortSignal | undefined,
  ): Promise<{ readonly events?: unknown; readonly nextToken?: unknown }> {
    return this.#caller.call({
      api: ACTION,
      billedUnits: 1,
      signal,
      send: (abortSignal) =>
        this.#client.send(
          new FilterLogEventsCommand({
            logGroupName: name,
            startTime: from,
            // AWS takes events up to and with this instant (API Reference, FilterLogEvents).
            endTime: to - 1,
            limit: EVENTS_PAGE,
            ...(token === '' ? {} : { nextToken: token }),
          }),
          { abortSignal },
        ),
    });
  }
}

interface GroupToRead {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Spent as pages are read. */
  readonly left: { pages: number; bytes: number };
  readonly tally: DeliveryTally;
}

const broken = (what: string): AwsError => new AwsError(failureFor('internal', ACTION, `the log ${what}`, { retryable: true }));
