import type { Drain, LossCountdown, Reading, ResourceId, ResourceMetric, VerdictState } from '@weir/contract';
import type { JudgedVerdict } from '../verdicts/queue-facts.js';

/** What the judge concluded of one resource: everything about it that changes with readings. Stored as one document. */
export interface ResourceState {
  readonly resourceId: ResourceId;
  readonly verdict: JudgedVerdict;
  readonly latest: Readonly<Partial<Record<ResourceMetric, Reading>>>;
  /** Messages per second over the judged window; null when unknown. */
  readonly rates: { readonly in: number | null; readonly out: number | null };
  readonly drain: Drain;
  readonly loss: LossCountdown | null;
  /**
   * Net change of `visible`, messages per second, over the judged window; of a stream's readers the lag gained, milliseconds per second.
   * null when unknown.
   */
  readonly growthPerSecond: number | null;
  readonly liveBudgetSeconds: number;
  /** Streams: the verdict on all who poll with GetRecords; AWS tells them apart no further. */
  readonly readers?: JudgedVerdict | null;
}

/** A verdict that changed. Stored once, in the transaction that stores the state it led to. */
export interface VerdictTransition {
  readonly resourceId: ResourceId;
  readonly at: number;
  /** null: first verdict ever. */
  readonly from: VerdictState | null;
  readonly to: VerdictState;
  readonly reason: string;
  readonly because: string;
}

/** Calls to AWS, counted. `billedUnits`: what AWS charges by, such as metrics requested for GetMetricData. */
export interface ApiCallCount {
  readonly accountId: string;
  readonly region: string;
  /** `sqs:GetQueueAttributes` */
  readonly api: string;
  /** UTC day, `2026-11-24`. */
  readonly day: string;
  readonly calls: number;
  readonly billedUnits: number;
  readonly usd: number;
  readonly throttled: number;
  readonly failed: number;
}
