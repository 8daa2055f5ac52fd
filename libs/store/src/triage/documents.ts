import { alarmRule, alarmState, alarmTransitionReason, resourceId, silenceKind, silenceMatcher } from '@weir/contract';

/** What of a row the database does not check by itself. */
export const transitionFields = { rule: alarmRule, resourceId, from: alarmState.nullable(), to: alarmState, reason: alarmTransitionReason };

/** Of a silence: its kind, and each of its matchers. */
export const silenceFields = { kind: silenceKind, matcher: silenceMatcher };
