import type { Notification } from '@weir/contract';

/** What a channel remembers of a thread, to write to the same place again: the message of Slack, the first mail. */
export type Reference = string;

export interface Channel {
  /**
   * Sends one message.
   * @param reference what the first message of the thread gave back; null: this is the first
   * @returns what to remember of the thread; null: nothing
   * @throws {ChannelError} when it was not taken, or nobody knows
   */
  send(notification: Notification, reference: Reference | null): Promise<Reference | null>;
}
