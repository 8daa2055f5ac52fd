import type { IncidentAction, IncidentDetail, IncidentId, IncidentSummary, TimelineEntry } from '@weir/contract';

/** An action as it was sent. */
export interface ActionCall {
  readonly incident: IncidentId;
  /** The version of the incident people looked at. */
  readonly version: number;
  readonly action: IncidentAction;
  /** The same however often it is sent. */
  readonly requestId: string;
  /** When it was chosen, epoch milliseconds on the server's clock. */
  readonly at: number;
}

/** What is known of an action so far. */
export interface ActionState {
  readonly call: ActionCall;
  readonly status: 'pending' | 'done' | 'failed';
  /** The incident as the server answered. */
  readonly answer: IncidentDetail | null;
}

/** Who did what nobody has confirmed yet. */
const ME = 'you';

/** What an incident will be once the action is done, as far as a list shows it. */
export function applyAction<Incident extends IncidentSummary>(
  incident: Incident,
  { action, at }: Pick<ActionCall, 'action' | 'at'>,
): Incident {
  switch (action.kind) {
    case 'acknowledge':
      return { ...incident, acknowledged: { by: ME, at } };
    case 'unacknowledge':
      return { ...incident, acknowledged: null };
    case 'assign':
      return { ...incident, assignee: action.to };
    case 'snooze':
      return { ...incident, snoozed: action.until === null ? null : { by: ME, at, until: action.until } };
    case 'resolve':
      return { ...incident, state: 'resolved', resolvedAt: at, resolvedBy: ME };
    case 'reopen':
      return { ...incident, state: 'open', resolvedAt: null, resolvedBy: null };
    case 'merge':
      return { ...incident, state: 'merged', mergedInto: action.into };
    case 'note':
    case 'link':
    case 'split':
      return incident;
  }
}

/**
 * An incident as people should see it: what the server told last, be it live or as an answer, and on it what they did and the server has not confirmed. A
 * failed action is no longer on it, which is the roll-back.
 * @param actions those of this incident, oldest first
 */
export function withActions<Incident extends IncidentSummary>(live: Incident, actions: readonly ActionState[]): Incident | IncidentDetail {
  const told = actions.reduce<Incident | IncidentDetail>(
    (newest, { answer }) => (answer !== null && answer.version > newest.version ? answer : newest),
    live,
  );
  return actions.filter(({ status }) => status === 'pending').reduce((incident, { call }) => applyAction(incident, call), told);
}

/** Notes nobody has confirmed yet, as they will stand in the timeline. */
export function pendingNotes(actions: readonly ActionState[]): readonly TimelineEntry[] {
  return actions.flatMap(({ call: { action, at, requestId }, status }) =>
    status === 'pending' && action.kind === 'note'
      ? [{ ...BLANK, id: `pending ${requestId}`, at, by: ME, text: 'Note', note: action.text }]
      : [],
  );
}

const BLANK = { kind: 'action', resource: null, verdict: null, url: null, before: null, after: null } as const;

/** The newest version of an incident that an answer told; what was looked at, when that is newer. */
export function versionToSend(call: Pick<ActionCall, 'version'>, actions: readonly ActionState[]): number {
  return Math.max(call.version, ...actions.map(({ answer }) => answer?.version ?? 0));
}
