import type { RedriveEngine, RedrivePlan } from '@weir/contract';

/** A message-move task takes no more. Source: Amazon SQS API Reference, StartMessageMoveTask, MaxNumberOfMessagesPerSecond. */
export const MOST_PER_SECOND_OF_TASK = 500;

export interface EngineFacts {
  readonly fifo: boolean;
  /** Queues that dead-letter into it. */
  readonly queueSources: number;
  /** Something else does: a subscription, a rule, a function. */
  readonly otherSources: boolean;
}

export type EngineChoice =
  { readonly ok: true; readonly engine: RedriveEngine; readonly because: string } | { readonly ok: false; readonly problem: string };

/** Which engine does what is asked, and why. Whoever asks for a task that cannot do it is told why not. */
export function chooseEngine(plan: RedrivePlan, facts: EngineFacts): EngineChoice {
  const against = againstTask(plan, facts);
  if (plan.engine === 'weir') return { ok: true, engine: 'weir', because: 'it was asked for' };
  if (against === null)
    return { ok: true, engine: 'native', because: 'a message-move task does all of this, within SQS; the canary is sent by Weir' };
  if (plan.engine === 'native') return { ok: false, problem: `a message-move task cannot do this: ${against}` };
  return { ok: true, engine: 'weir', because: against };
}

function againstTask(plan: RedrivePlan, { fifo, queueSources, otherSources }: EngineFacts): string | null {
  if (plan.groups !== null) return 'a message-move task moves all messages, it cannot choose groups';
  if (plan.edit.length > 0) return 'a message-move task cannot edit messages';
  if (fifo) return 'Weir keeps the order of each message group and sends one of a group at a time';
  if (queueSources === 0 || otherSources) return 'a message-move task takes only dead-letter queues of SQS queues';
  if (plan.ratePerSecond > MOST_PER_SECOND_OF_TASK) return `a message-move task takes ${String(MOST_PER_SECOND_OF_TASK)} a second at most`;
  if (!Number.isInteger(plan.ratePerSecond)) return 'a message-move task takes whole messages a second';
  return null;
}
