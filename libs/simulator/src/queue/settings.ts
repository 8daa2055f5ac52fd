/** What SetQueueAttributes can change, parsed. Source of ranges and defaults: Amazon SQS API Reference, SetQueueAttributes. */
export interface QueueSettings {
  visibilityTimeoutSeconds: number;
  retentionSeconds: number;
  delaySeconds: number;
  maximumMessageBytes: number;
  receiveWaitSeconds: number;
  redrive: RedriveTarget | null;
  contentBasedDeduplication: boolean;
  createdAt: number;
  modifiedAt: number;
  /** Attributes without an effect on the physics, such as Policy; also a RedrivePolicy that makes no sense. As they were set. */
  verbatim: Record<string, string>;
}

export interface RedriveTarget {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export const DEFAULT_SETTINGS = {
  visibilityTimeoutSeconds: 30,
  retentionSeconds: 345_600,
  delaySeconds: 0,
  maximumMessageBytes: 1_048_576,
  receiveWaitSeconds: 0,
  redrive: null,
  contentBasedDeduplication: false,
} as const satisfies Partial<QueueSettings>;
