import type { AwsAccess, MovableMessage } from '@weir/aws';
import type { RedriveId, ResourceId } from '@weir/contract';
import type { Lease, Store, StoredRedrive } from '@weir/store';
import type { Log } from '../log.js';
import { MessageArchive } from './message-archive.js';
import { readDepthOf } from './read-depth.js';
import { redriveDocument } from './redrive-document.js';
import { RedriveHands } from './redrive-hands.js';
import { RedriveRunner } from './redrive-runner.js';

/** Beside after every change: redrives whose process died, or whose database was away. */
const LOOK_EVERY_MS = 5_000;
const FORGET_EVERY_MS = 3_600_000;
/** Messages and lines of a redrive that ended are kept so long; the redrive itself for ever. */
const KEPT_MS = 90 * 86_400_000;
const MOST_AT_ONCE = 1_000;

export interface KeeperParts {
  readonly store: Store;
  readonly aws: Pick<AwsAccess, 'mover' | 'scope'>;
  readonly groupOf: (message: MovableMessage) => string;
  /** Where archives are written. */
  readonly home: string;
  readonly log: Log;
  readonly now: () => number;
  /** Told of each that ended. */
  readonly onEnd?: (id: RedriveId) => Promise<void>;
}

/**
 * Runs the redrives that have not ended, each in one process at a time: the one that holds the lease of its dead-letter queue. Any process may die
 * at any moment; another one, or the same after a restart, goes on from the journal.
 */
export class RedriveKeeper {
  readonly #running = new Map<ResourceId, { readonly id: RedriveId; runner: RedriveRunner | null; readonly done: Promise<void> }>();
  #listener: { stop(): Promise<void> } | undefined;
  #timers: NodeJS.Timeout[] = [];
  #looking: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(private readonly parts: KeeperParts) {}

  async start(): Promise<void> {
    this.#listener = await this.parts.store.onChange((change) => {
      if ('redrives' in change || 'all' in change) this.#look();
    });
    this.#timers = [
      setInterval(() => {
        this.#look();
      }, LOOK_EVERY_MS),
      setInterval(() => {
        this.#forget();
      }, FORGET_EVERY_MS),
    ];
    this.#look();
  }

  /** Lets what is under way end; what is left goes on at the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#listener?.stop();
    await this.#looking;
    for (const { runner } of this.#running.values()) runner?.suspend();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  /** One look at a time; what changed during one is looked at in the next. */
  #look(): void {
    this.#again = true;
    this.#looking ??= this.#lookWhileAsked()
      .catch((error: unknown) => {
        this.parts.log.error({ error }, 'redrives could not be looked up; it is tried again');
      })
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async #lookWhileAsked(): Promise<void> {
    const { store, now } = this.parts;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      for (const redrive of await store.redrives.list({ endedSince: Number.MAX_SAFE_INTEGER / 1000, limit: MOST_AT_ONCE })) {
        const running = this.#running.get(redrive.dlqId);
        if (running === undefined) await this.#take(redrive);
        else for (const { kind, by } of await this.#requested(running, now())) running.runner?.act(kind, by);
      }
    }
  }

  async #requested({ id, runner }: { readonly id: RedriveId; readonly runner: RedriveRunner | null }, at: number) {
    return runner === null ? [] : this.parts.store.redrives.takeRequested(id, at);
  }

  async #take(redrive: StoredRedrive): Promise<void> {
    const lease = await this.parts.store.redrives.lease(redrive.dlqId);
    if (lease === null) return;
    // What was read before the lease was taken may be older than what another process wrote at its end.
    const current = await this.parts.store.redrives.one(redrive.id);
    if (current === null || current.endedAt !== null) return lease.release();
    const entry: { readonly id: RedriveId; runner: RedriveRunner | null; done: Promise<void> } = {
      ...{ id: redrive.id, runner: null, done: Promise.resolve() },
    };
    this.#running.set(redrive.dlqId, entry);
    entry.done = this.#run(current, entry, lease);
  }

  async #run(redrive: StoredRedrive, entry: { runner: RedriveRunner | null }, lease: Lease): Promise<void> {
    const { log, onEnd, store, now } = this.parts;
    try {
      entry.runner = this.#runnerOf(redrive);
      for (const { kind, by } of await store.redrives.takeRequested(redrive.id, now())) entry.runner.act(kind, by);
      if (await entry.runner.run()) await onEnd?.(redrive.id);
    } catch (error) {
      log.error({ error, redrive: redrive.id }, 'a redrive was interrupted; it goes on from its journal');
    } finally {
      this.#running.delete(redrive.dlqId);
      await lease.release().catch((error: unknown) => {
        log.warn({ error, redrive: redrive.id }, 'the lease of a redrive could not be given back; it ends with its connection');
      });
    }
  }

  /** @throws when the account no longer allows it, or the document is not readable */
  #runnerOf(redrive: StoredRedrive): RedriveRunner {
    const { aws, store, home, groupOf, now } = this.parts;
    const document = redriveDocument.parse(redrive.document);
    const { accountId, region } = document.dlq;
    const hands = new RedriveHands({
      ...{ id: redrive.id, document, store, groupOf, now },
      mover: aws.mover({ accountId, region }),
      archive: redrive.kind === 'archive' ? new MessageArchive(home, redrive.id) : null,
      readDepth: readDepthOf(document, { aws, store }),
    });
    return new RedriveRunner({ redrive, document, hands, store, now });
  }

  #forget(): void {
    this.parts.store.redrives.forget(this.parts.now() - KEPT_MS).catch((error: unknown) => {
      this.parts.log.warn({ error }, 'what is left of old redrives could not be forgotten; it is tried again');
    });
  }
}
