import type { AlarmState, AlarmTransitionReason } from '@weir/contract';

/** `T` true, `.` false, `?` unknown, `x` gone: one look every 30 s. */
export interface AlarmCase {
  readonly name: string;
  readonly forSeconds: number;
  readonly clearSeconds: number;
  readonly looks: string;
  /** State after the last look; null: never anything. */
  readonly ends: AlarmState | null;
  /** Transitions as `look: to reason`, looks counted from 0. */
  readonly transitions: readonly `${number}: ${AlarmState} ${AlarmTransitionReason}`[];
}

/** A wrong alarm becomes a row here. */
export const ALARM_CASES: readonly AlarmCase[] = [
  { name: 'nothing is wrong', forSeconds: 60, clearSeconds: 60, looks: '.....', ends: null, transitions: [] },
  { name: 'nothing is known', forSeconds: 60, clearSeconds: 60, looks: '?????', ends: null, transitions: [] },
  {
    name: 'it holds for long enough',
    ...{ forSeconds: 60, clearSeconds: 60, looks: '.TTTT', ends: 'firing' },
    transitions: ['1: pending condition-met', '3: firing held-long-enough'],
  },
  {
    name: 'it passes before it fires',
    ...{ forSeconds: 60, clearSeconds: 60, looks: '.TT..', ends: 'resolved' },
    transitions: ['1: pending condition-met', '3: resolved passed-before-firing'],
  },
  {
    name: 'a rule that does not wait fires at once',
    ...{ forSeconds: 0, clearSeconds: 60, looks: '.T', ends: 'firing' },
    transitions: ['1: pending condition-met', '1: firing held-long-enough'],
  },
  {
    name: 'ignorance while pending does not bring it nearer to firing',
    ...{ forSeconds: 60, clearSeconds: 60, looks: 'T????T', ends: 'pending' },
    transitions: ['0: pending condition-met'],
  },
  {
    name: 'it goes on pending where it stood when something is known again',
    ...{ forSeconds: 60, clearSeconds: 60, looks: 'T????TTT', ends: 'firing' },
    transitions: ['0: pending condition-met', '6: firing held-long-enough'],
  },
  {
    name: 'it stays clear for long enough',
    ...{ forSeconds: 0, clearSeconds: 60, looks: 'T...', ends: 'resolved' },
    transitions: ['0: pending condition-met', '0: firing held-long-enough', '1: resolving condition-cleared', '3: resolved stayed-clear'],
  },
  {
    name: 'unknown never resolves what fires',
    ...{ forSeconds: 0, clearSeconds: 60, looks: 'T????????????????????????', ends: 'firing' },
    transitions: ['0: pending condition-met', '0: firing held-long-enough'],
  },
  {
    name: 'unknown never resolves what was about to be',
    ...{ forSeconds: 0, clearSeconds: 60, looks: 'T.???????????????????????', ends: 'resolving' },
    transitions: ['0: pending condition-met', '0: firing held-long-enough', '1: resolving condition-cleared'],
  },
  {
    name: 'time in which nothing is known is not time in which it was clear',
    ...{ forSeconds: 0, clearSeconds: 60, looks: 'T.????..', ends: 'resolved' },
    transitions: ['0: pending condition-met', '0: firing held-long-enough', '1: resolving condition-cleared', '7: resolved stayed-clear'],
  },
  {
    name: 'it comes back while resolving, and must then stay clear for twice as long',
    ...{ forSeconds: 0, clearSeconds: 60, looks: 'T.T.....', ends: 'resolved' },
    transitions: [
      '0: pending condition-met',
      '0: firing held-long-enough',
      '1: resolving condition-cleared',
      '2: firing came-back',
      '3: resolving condition-cleared',
      '7: resolved stayed-clear',
    ],
  },
  {
    name: 'a flapping input fires once',
    ...{ forSeconds: 0, clearSeconds: 60, looks: 'T.T.T.T.T.T.T.T.T.T.', ends: 'resolving' },
    transitions: [
      '0: pending condition-met',
      '0: firing held-long-enough',
      ...Array.from({ length: 9 }, (_, index) => [
        `${2 * index + 1}: resolving condition-cleared` as const,
        `${2 * index + 2}: firing came-back` as const,
      ]).flat(),
      '19: resolving condition-cleared',
    ],
  },
  {
    name: 'a deleted resource ends it at once: that is known',
    ...{ forSeconds: 0, clearSeconds: 600, looks: 'T?x', ends: 'resolved' },
    transitions: ['0: pending condition-met', '0: firing held-long-enough', '2: resolved resource-deleted'],
  },
  {
    name: 'what is gone and never was raises nothing',
    ...{ forSeconds: 0, clearSeconds: 60, looks: 'xx.', ends: null, transitions: [] },
  },
  {
    name: 'a second episode begins anew',
    ...{ forSeconds: 30, clearSeconds: 30, looks: 'TT..T', ends: 'pending' },
    transitions: [
      '0: pending condition-met',
      '1: firing held-long-enough',
      '2: resolving condition-cleared',
      '3: resolved stayed-clear',
      '4: pending condition-met',
    ],
  },
];
