import { AwsError, type MessageMover, type MovableMessage } from '@weir/aws';
import type { RedriveFacts } from '@weir/domain';

/** Enough for the bounds of a share, and to see what an edit makes of them. */
const RECEIVES = 3;
const BATCH = 10;
/** Hidden no longer than the look takes; each is given back at once after that. */
const HIDE_SECONDS = 10;

export interface Sampled {
  readonly messages: readonly MovableMessage[];
  readonly received: NonNullable<RedriveFacts['received']>;
}

/** Receives a few messages and gives them back: what a plan would make of them, and whether receiving is allowed. */
export async function sampleMessages(mover: MessageMover, url: string): Promise<Sampled> {
  const messages = new Map<string, MovableMessage>();
  try {
    for (let round = 0; round < RECEIVES; round += 1) {
      const received = await mover.receive(url, BATCH, HIDE_SECONDS);
      for (const message of received) messages.set(message.id, message);
      if (received.length === 0) break;
    }
    return { messages: [...messages.values()], received: { ok: true } };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { kind, action, message } = error.failure;
    return { messages: [...messages.values()], received: { ok: false, denied: kind === 'denied', detail: `${action}: ${message}` } };
  } finally {
    await mover.hide(url, [...messages.values()], 0);
  }
}
