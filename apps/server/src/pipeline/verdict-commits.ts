import type { ResourceId } from '@weir/contract';
import type { JudgedVerdict, ResourceState, VerdictTransition } from '@weir/domain';
import type { StateStore } from '@weir/store';
import type { Log } from '../log.js';
import type { SelfMetrics } from '../self-metrics.js';

/** What a judge concluded of some resources. */
export interface Judged {
  readonly states: readonly ResourceState[];
  readonly transitions: readonly VerdictTransition[];
}

/** The change from one verdict to the next; empty: the state is what it was. */
export function transitionsBetween(
  resourceId: ResourceId,
  before: JudgedVerdict | null,
  verdict: JudgedVerdict,
): readonly VerdictTransition[] {
  if (before?.state === verdict.state) return [];
  const { state, reason, because, judgedAt } = verdict;
  return [{ resourceId, at: judgedAt, from: before?.state ?? null, to: state, reason, because }];
}

export interface VerdictCommitsParts {
  readonly state: Pick<StateStore, 'commit'>;
  readonly log: Log;
  readonly metrics: Pick<SelfMetrics, 'transitions'>;
  readonly now: () => number;
  /** Whose verdicts these are, in the plural. */
  readonly subject: string;
}

/** Brings conclusions to the store one after another, in the order they were made. Transitions that could not be stored go along with the next. */
export class VerdictCommits {
  #uncommitted: readonly VerdictTransition[] = [];
  #committing: Promise<void> = Promise.resolve();

  constructor(private readonly parts: VerdictCommitsParts) {}

  /** Resolves when these conclusions are stored, or have failed to be, which the log tells. */
  async commit({ states, transitions }: Judged): Promise<void> {
    if (states.length > 0) this.#committing = this.#committing.then(() => this.#store(states, transitions));
    return this.#committing;
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    await this.#committing;
  }

  async #store(states: readonly ResourceState[], fresh: readonly VerdictTransition[]): Promise<void> {
    const { state, log, metrics, now, subject } = this.parts;
    const transitions = [...this.#uncommitted, ...fresh];
    this.#uncommitted = [];
    try {
      await state.commit({ states, transitions, at: now() });
      for (const { to } of transitions) metrics.transitions.inc({ to });
    } catch (error) {
      this.#uncommitted = transitions;
      log.error({ error }, `verdicts of ${subject} could not be stored; the next judgement takes them along`);
    }
  }
}
