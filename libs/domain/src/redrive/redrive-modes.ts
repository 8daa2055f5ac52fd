import type { EpochMs, RedriveActionKind, RedriveState } from '@weir/contract';
import type { RedriveProgress, RedriveSettings } from './redrive-machine-types.js';

/** Ended, for good. */
export const isOver = (state: RedriveState): boolean =>
  state === 'done' || state === 'cancelled' || state === 'aborted' || state === 'failed';

/** New messages are sent. */
export const sendsMessages = (state: RedriveState): boolean => state === 'canary' || state === 'ramping' || state === 'running';

/** Messages are sent, or those that were are watched. */
export const movesMessages = (state: RedriveState): boolean => sendsMessages(state) || state === 'watching' || state === 'confirming';

/** What a person may do. */
export function actionsOf({ state, stoppingInto }: Pick<RedriveProgress, 'state' | 'stoppingInto'>): RedriveActionKind[] {
  if (isOver(state)) return [];
  switch (state) {
    case 'paused':
      return ['resume', 'cancel'];
    case 'watching':
    case 'confirming':
      return ['continue', 'pause', 'cancel'];
    case 'stopping':
      return stoppingInto === 'paused' ? ['cancel'] : [];
    case 'checking':
      return ['cancel'];
    default:
      return ['pause', 'cancel'];
  }
}

/** The progress of a redrive that enters a state. */
export function entered(
  progress: RedriveProgress,
  of: { readonly state: RedriveState; readonly because: string; readonly now: EpochMs; readonly settings: RedriveSettings },
): RedriveProgress {
  const { state, because, now, settings } = of;
  const stopping = state === 'stopping';
  const ramps = state === 'ramping' || (state === 'running' && progress.rampStartedAt === null);
  return {
    ...progress,
    ...{ state, because, since: now },
    stoppingInto: stopping ? progress.stoppingInto : null,
    resumesAs: stopping || state === 'paused' ? progress.resumesAs : null,
    watchEndsAt: state === 'watching' ? now + settings.canary.watchSeconds * 1000 : null,
    rampStartedAt: ramps ? now : progress.rampStartedAt,
    // What goes on after a pause asks for a task of its own.
    taskWantedAt: state === 'paused' ? null : progress.taskWantedAt,
  };
}

interface Described {
  readonly moved: number;
  readonly lastWatch: boolean;
  readonly settings: RedriveSettings;
}

/** Why it is in a state, where nobody and nothing else gave a reason. */
export function describeState(state: RedriveState, of?: Described): string {
  const moved = of === undefined ? '' : `${String(of.moved)} ${of.moved === 1 ? 'message' : 'messages'}`;
  switch (state) {
    case 'checking':
      return 'the dead-letter queue is read before anything is sent';
    case 'canary':
      return `the first ${String(of?.settings.canary.size)} are sent`;
    case 'watching':
      return of?.lastWatch === true
        ? `all are sent; whether they come back is watched for ${String(of.settings.canary.watchSeconds)} s`
        : `${moved} are sent; whether they come back is watched for ${String(of?.settings.canary.watchSeconds)} s`;
    case 'confirming':
      return 'none of the canary came back; it waits for somebody to let it go on';
    case 'ramping':
      return of?.settings.kind === 'archive' ? 'messages are archived' : 'the others follow, faster and faster';
    case 'running':
      return of?.settings.engine === 'native' ? 'a message-move task of SQS moves the others' : 'the others follow at the full rate';
    case 'done':
      return of?.settings.kind === 'archive' ? `${moved} archived and deleted` : `${moved} moved`;
    default:
      return state;
  }
}
