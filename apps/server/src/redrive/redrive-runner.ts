import type { RedriveActionKind, RedriveJournalLine } from '@weir/contract';
import { isOver, movedBy, type RedriveEffect, type RedriveEvent, type RedriveMachine, restoreRedrive, stepRedrive } from '@weir/domain';
import type { Store, StoredRedrive } from '@weir/store';
import type { RedriveDocument } from './redrive-document.js';
import type { RedriveHands } from './redrive-hands.js';

/** How far it is is told this often. */
const TELL_EVERY_MS = 1_000;
/** Over which the rate of now is told. */
const RATE_OVER_MS = 10_000;
/** A process that ends waits so long for calls that are under way. */
const SUSPEND_WITHIN_MS = 20_000;

export interface RunnerParts {
  readonly redrive: StoredRedrive;
  readonly document: RedriveDocument;
  readonly hands: RedriveHands;
  readonly store: Pick<Store, 'redrives'>;
  readonly now: () => number;
}

/**
 * Runs one redrive in this process: hands events to the machine one after another, and does what it asks for. Whatever it keeps in mind it can
 * read again from the journal; when the database fails it gives up, and whoever started it starts another.
 */
export class RedriveRunner {
  #machine: RedriveMachine | null = null;
  #events: RedriveEvent[] = [];
  #wake: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #doing = 0;
  #failure: Error | null = null;
  #suspended = false;
  #lines: RedriveJournalLine[] = [];
  #samples: { readonly at: number; readonly moved: number }[] = [];
  #toldAt = 0;
  #told = '';

  constructor(private readonly parts: RunnerParts) {}

  /**
   * Until it is over, or suspended and at rest.
   * @returns whether it is over
   * @throws when the database failed; it can be run again from the journal
   */
  async run(): Promise<boolean> {
    const { redrive, document, store, now } = this.parts;
    const tally = await store.redrives.tally(redrive.id);
    this.#machine = restoreRedrive(document.settings, redrive.progress, now(), tally, redrive.counts.leftAlone);
    if (redrive.progress.state !== 'checking') this.#line('restart', 'Weir took it up again, from its journal');
    this.#events.push({ kind: 'tick' });
    const telling = setInterval(() => {
      this.#wake();
    }, TELL_EVERY_MS);
    try {
      return await this.#loop(this.#machine);
    } finally {
      clearInterval(telling);
      clearTimeout(this.#timer);
    }
  }

  act(action: RedriveActionKind, by: string): void {
    this.#push({ kind: 'action', action, by });
  }

  /** Nothing new is begun; `run` returns once what is under way has ended, or after a while. */
  suspend(): void {
    this.#suspended = true;
    this.#push({ kind: 'suspend' });
    setTimeout(() => {
      this.#failure ??= new Error('calls that were under way did not end in time');
      this.#wake();
    }, SUSPEND_WITHIN_MS).unref();
  }

  async #loop(first: RedriveMachine): Promise<boolean> {
    let machine = first;
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      const event = this.#events.shift();
      if (event === undefined) {
        await this.#tell(machine);
        if (isOver(machine.progress.state)) return true;
        if (this.#suspended && this.#doing === 0) return false;
        if (this.#events.length === 0) await this.#rest();
        continue;
      }
      const { machine: next, effects, wakeAt } = stepRedrive(machine, event, this.parts.now());
      machine = next;
      for (const effect of effects) await this.#begin(effect, machine);
      this.#wakeAt(wakeAt);
    }
  }

  async #rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = () => undefined;
  }

  async #begin(effect: RedriveEffect, machine: RedriveMachine): Promise<void> {
    switch (effect.kind) {
      case 'tell':
        this.#line(effect.about, effect.text, effect.by);
        return;
      case 'save':
        return this.#save(machine);
      case 'finish':
        return this.parts.hands.finish();
      default:
        this.#doing += 1;
        void this.parts.hands
          .do(effect)
          .then((event) => {
            if (event !== null) this.#events.push(event);
          })
          .catch((error: unknown) => {
            this.#failure ??= error instanceof Error ? error : new Error(String(error));
          })
          .finally(() => {
            this.#doing -= 1;
            this.#wake();
          });
    }
  }

  #push(event: RedriveEvent): void {
    this.#events.push(event);
    this.#wake();
  }

  #wakeAt(at: number | null): void {
    clearTimeout(this.#timer);
    if (at === null) return;
    this.#timer = setTimeout(
      () => {
        this.#push({ kind: 'tick' });
      },
      Math.max(1, at - this.parts.now()),
    );
  }

  #line(kind: RedriveJournalLine['kind'], text: string, by: string | null = null): void {
    this.#lines.push({ at: this.parts.now(), kind, text, by });
  }

  /** Tells how far it is, when that changed and some time has passed. */
  async #tell(machine: RedriveMachine): Promise<void> {
    const now = this.parts.now();
    if (now - this.#toldAt < TELL_EVERY_MS) return;
    const perSecond = this.#perSecond(machine, now);
    const told = JSON.stringify([machine.tally, movedBy(machine), perSecond]);
    if (told === this.#told && this.#lines.length === 0) return;
    this.#told = told;
    await this.#save(machine, perSecond);
  }

  async #save(machine: RedriveMachine, perSecond = this.#perSecond(machine, this.parts.now())): Promise<void> {
    const { store, redrive, now } = this.parts;
    this.#toldAt = now();
    const lines = this.#lines;
    this.#lines = [];
    const { progress, tally, leftAlone } = machine;
    await store.redrives.save(
      redrive.id,
      { progress, counts: { ...tally, leftAlone, perSecond }, lines, over: isOver(progress.state) },
      now(),
    );
  }

  #perSecond(machine: RedriveMachine, now: number): number {
    const moved = movedBy(machine);
    this.#samples = [...this.#samples.filter(({ at }) => at > now - RATE_OVER_MS), { at: now, moved }];
    const [oldest] = this.#samples;
    if (oldest === undefined || oldest.at >= now) return 0;
    return Math.round(((moved - oldest.moved) / (now - oldest.at)) * 10_000) / 10;
  }
}
