import type { EpochMs } from '@weir/contract';
import { minuteOf } from '@weir/domain';
import { maskCredentials } from './mask-credentials.js';
import { parseJson } from './parse-json.js';
import { wholeNumber } from './queue-attributes.js';
import { showable } from './showable.js';
import { field, textIn } from './untrusted.js';

/** How often a status code was logged. */
export interface StatusCount {
  readonly code: number;
  readonly count: number;
}

/** What was logged of one destination in one minute. */
export interface LoggedMinute {
  /** Start of the minute. */
  readonly at: EpochMs;
  readonly successes: number;
  readonly failures: number;
  /** Of these deliveries together. An entry that does not say counts as one. */
  readonly attempts: number;
}

/** What was logged of deliveries to one destination: an endpoint as subscriptions name it. */
export interface DestinationDeliveries {
  /** Credentials within a URL are masked, as they are in the subscription's settings. */
  readonly destination: string;
  readonly successes: number;
  readonly failures: number;
  /** By how often, then by code. Entries without a code are not among them. */
  readonly statusCodes: readonly StatusCount[];
  /** Minutes in which anything was logged, in the order they were first seen. */
  readonly minutes: readonly LoggedMinute[];
  /** The newest failure; null: there was none. */
  readonly lastFailure: { readonly at: EpochMs; readonly code: number | null; readonly response: string } | null;
}

interface Counts {
  successes: number;
  failures: number;
  readonly codes: Map<number, number>;
  readonly minutes: Map<EpochMs, { successes: number; failures: number; attempts: number }>;
  lastFailure: DestinationDeliveries['lastFailure'];
}

/** Destinations beyond these are not told apart, so that a log of made-up ones cannot fill the memory. */
const MAX_DESTINATIONS = 1_000;
const MAX_CODES = 50;
const MAX_ENTRY = 262_144;
const MAX_DESTINATION = 2_048;

/** Counts the entries of a topic's delivery logs by destination. Entries are untrusted text. */
export class DeliveryTally {
  readonly #topicArn: string;
  readonly #byDestination = new Map<string, Counts>();

  constructor(topicArn: string) {
    this.#topicArn = topicArn;
  }

  /**
   * @param at when it was logged
   * @returns whether the entry was counted; false when it is no delivery of this topic, or of one destination too many
   */
  count(entry: string, at: EpochMs): boolean {
    const raw = parseJson(entry, MAX_ENTRY);
    const status = field(raw, 'status');
    const delivery = field(raw, 'delivery');
    const destination = textIn(field(delivery, 'destination'));
    if (status !== 'SUCCESS' && status !== 'FAILURE') return false;
    if (field(field(raw, 'notification'), 'topicArn') !== this.#topicArn) return false;
    if (destination === '' || destination.length > MAX_DESTINATION) return false;
    const counts = this.#countsOf(maskCredentials(destination));
    if (counts === null) return false;
    const code = wholeNumber(field(delivery, 'statusCode'));
    if (code !== null && (counts.codes.has(code) || counts.codes.size < MAX_CODES))
      counts.codes.set(code, (counts.codes.get(code) ?? 0) + 1);
    const minute = minuteIn(counts, minuteOf(at));
    minute.attempts += Math.max(1, wholeNumber(field(delivery, 'attempts')) ?? 1);
    if (status === 'SUCCESS') {
      counts.successes += 1;
      minute.successes += 1;
      return true;
    }
    minute.failures += 1;
    counts.failures += 1;
    if (counts.lastFailure === null || at >= counts.lastFailure.at) {
      counts.lastFailure = { at, code, response: showable(textIn(field(delivery, 'providerResponse'))) };
    }
    return true;
  }

  /** In the order they were first seen. */
  destinations(): readonly DestinationDeliveries[] {
    return [...this.#byDestination].map(([destination, { successes, failures, codes, minutes, lastFailure }]) => ({
      destination,
      successes,
      failures,
      statusCodes: [...codes].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count || a.code - b.code),
      minutes: [...minutes].map(([at, counted]) => ({ at, ...counted })),
      lastFailure,
    }));
  }

  #countsOf(destination: string): Counts | null {
    const known = this.#byDestination.get(destination);
    if (known !== undefined) return known;
    if (this.#byDestination.size >= MAX_DESTINATIONS) return null;
    const fresh: Counts = { successes: 0, failures: 0, codes: new Map(), minutes: new Map(), lastFailure: null };
    this.#byDestination.set(destination, fresh);
    return fresh;
  }
}

function minuteIn({ minutes }: Counts, at: EpochMs): { successes: number; failures: number; attempts: number } {
  const known = minutes.get(at);
  if (known !== undefined) return known;
  const fresh = { successes: 0, failures: 0, attempts: 0 };
  minutes.set(at, fresh);
  return fresh;
}
