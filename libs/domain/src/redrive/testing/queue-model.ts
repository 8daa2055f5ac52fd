import type { EpochMs } from '@weir/contract';

/** A message in a model of SQS. */
export interface ModelMessage {
  readonly id: string;
  /** What it stands for, whatever ids it gets. */
  readonly payload: string;
  readonly group: string | null;
  readonly deduplicationId: string | null;
  visibleAt: EpochMs;
  handle: number;
}

const DEDUPLICATED_MS = 5 * 60_000;

/** A queue as SQS promises it, no more: at least once, hidden for a while, FIFO groups one at a time and in order. */
export class QueueModel {
  readonly messages: ModelMessage[] = [];
  readonly #recent = new Map<string, { readonly at: EpochMs; readonly id: string }>();
  static #serial = 0;

  constructor(readonly fifo: boolean) {}

  put(
    payload: string,
    group: string | null,
    deduplicationId: string | null,
    now: EpochMs,
    id = `m${String((QueueModel.#serial += 1))}`,
  ): string {
    if (this.fifo && deduplicationId !== null) {
      const before = this.#recent.get(deduplicationId);
      if (before !== undefined && now - before.at < DEDUPLICATED_MS) return before.id;
      this.#recent.set(deduplicationId, { at: now, id });
    }
    this.messages.push({ id, payload, group, deduplicationId, visibleAt: now, handle: 0 });
    return id;
  }

  /** @param again a message in flight is handed out too, as a standard queue may */
  receive(max: number, hideMs: number, now: EpochMs, again: boolean): readonly ModelMessage[] {
    const blocked = new Set(this.messages.filter(({ visibleAt }) => visibleAt > now).map(({ group }) => group));
    const taken = this.messages
      .filter(({ visibleAt, group }) => (this.fifo ? visibleAt <= now && !blocked.has(group) : visibleAt <= now || again))
      .slice(0, max);
    for (const message of taken) {
      message.visibleAt = now + hideMs;
      message.handle += 1;
    }
    return taken.map((message) => ({ ...message }));
  }

  delete(id: string, handle: number, now: EpochMs): boolean {
    const at = this.messages.findIndex((message) => message.id === id);
    const message = this.messages[at];
    if (message === undefined) return true;
    if (this.fifo && (message.handle !== handle || message.visibleAt <= now)) return false;
    this.messages.splice(at, 1);
    return true;
  }

  /** Until when it is hidden; false when it is no longer in flight. */
  hide(id: string, handle: number, until: EpochMs, now: EpochMs): boolean {
    const message = this.messages.find((each) => each.id === id);
    if (message === undefined || message.handle !== handle || message.visibleAt <= now) return false;
    message.visibleAt = until;
    return true;
  }
}
