export interface ChannelFailure {
  /** What went wrong and, where that is known, what to do. Without secrets: people read it. */
  readonly message: string;
  /** Trying again may help. */
  readonly retryable: boolean;
  /** Asked for by the receiver; null: it did not say. */
  readonly retryAfterSeconds: number | null;
}

/** A message was not taken, or nobody knows whether it was. */
export class ChannelError extends Error {
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | null;

  constructor({ message, retryable, retryAfterSeconds }: ChannelFailure, cause?: unknown) {
    super(message, { cause });
    this.name = 'ChannelError';
    this.retryable = retryable;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const refused = (message: string): ChannelError => new ChannelError({ message, retryable: false, retryAfterSeconds: null });
export const failedForNow = (message: string, retryAfterSeconds: number | null = null, cause?: unknown): ChannelError =>
  new ChannelError({ message, retryable: true, retryAfterSeconds }, cause);
