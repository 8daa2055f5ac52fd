import type { Wording } from '../queue/cohort.js';

/** Who hands something over: what a resource policy is asked about. */
export interface Sender {
  /** Service principal, such as `sns.amazonaws.com`. */
  readonly service: string;
  /** What the service acts for: the topic, the rule, the pipe. The value of `aws:SourceArn`. */
  readonly arn: string;
  /** Account of that. The value of `aws:SourceAccount`. */
  readonly accountId: string;
}

/** Messages that are handed over together because they are alike. They are counted, not made: somebody who looks at one gets it worded. */
export interface Parcel {
  /** Messages, at least 1. */
  readonly count: number;
  /** Of each message, body and attributes. */
  readonly bytes: number;
  readonly wording: Wording;
  /** Message group, for FIFO destinations. */
  readonly group: string | null;
  /** What a FIFO destination recognises a repetition by; only of a single message. null: it is not looked at. */
  readonly deduplicationId: string | null;
  readonly sender: Sender;
}

/** Why something was not delivered. */
export type FailureReason =
  /** The destination's policy does not let the sender in. */
  | 'permission-denied'
  /** There is no such destination. */
  | 'missing'
  /** The destination refused what it was given: too large, no message group, a 4xx. */
  | 'rejected'
  | 'throttled'
  /** A 5xx, or no answer in time. */
  | 'server-error';

export interface Failure {
  readonly reason: FailureReason;
  /** As HTTP has it: 403, 404, 400, 429, 503. */
  readonly statusCode: number;
  /** In the destination's own words. */
  readonly message: string;
}

/** What became of a parcel's messages: the three counts add up to the parcel's. */
export interface Outcome {
  readonly delivered: number;
  /** Failed, and worth another try: it is the sender's business when and how often. */
  readonly retryable: number;
  /** Failed for good: another try would end the same way. */
  readonly permanent: number;
  /** Why, when any failed. */
  readonly failure: Failure | null;
}

export const delivered = (count: number): Outcome => ({ delivered: count, retryable: 0, permanent: 0, failure: null });

/** All of it failed for good. */
export const refused = (count: number, failure: Failure): Outcome => ({ delivered: 0, retryable: 0, permanent: count, failure });

/** All of it failed for now. */
export const deferred = (count: number, failure: Failure): Outcome => ({ delivered: 0, retryable: count, permanent: 0, failure });
