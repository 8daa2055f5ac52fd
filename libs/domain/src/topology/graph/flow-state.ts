import type { FlowState, Verdict, VerdictState } from '@weir/contract';

/** How what a verdict is said of is drawn, when it is an edge itself. */
const FLOW_OF_STATE: Readonly<Record<VerdictState, FlowState>> = {
  poisoned: 'failing',
  failing: 'failing',
  'dead-lettering': 'failing',
  stopped: 'cut',
  starved: 'cut',
  'filtered-out': 'cut',
  stalled: 'waiting',
  throttled: 'late',
  slow: 'late',
  unknown: 'dark',
  stale: 'dark',
  disabled: 'off',
  ok: 'flowing',
  idle: 'idle',
};

/** Deliveries that are all lost come through no more than those of a cut line. */
const CUT_REASONS: ReadonlySet<string> = new Set(['endpoint-missing', 'state-failed', 'switched-off-while-busy']);

export function flowOf(verdict: Pick<Verdict, 'state' | 'reason'> | null): FlowState {
  if (verdict === null) return 'dark';
  return CUT_REASONS.has(verdict.reason) ? 'cut' : FLOW_OF_STATE[verdict.state];
}

/** How the edge from a queue or stream to who works on it is drawn: by what is said of the one that is read. */
const FLOW_OF_READING: Readonly<Partial<Record<VerdictState, FlowState>>> = { poisoned: 'flowing' };

export const readingFlowOf = (verdict: Pick<Verdict, 'state' | 'reason'> | null): FlowState =>
  (verdict && FLOW_OF_READING[verdict.state]) ?? flowOf(verdict);
