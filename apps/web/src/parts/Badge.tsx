import type { Verdict, VerdictState } from '@weir/contract';
import { VERDICT_MEANING, visibleText } from '../format/index.js';
import { Glyph } from './Glyph.js';

interface BadgeProps {
  readonly state: VerdictState;
  readonly word?: string;
  /** Without its pill: in tables. */
  readonly bare?: boolean;
  readonly verdict?: Verdict;
}

/** Shape, word and colour of a verdict. */
export function Badge({ state, word = state, bare = false, verdict }: BadgeProps) {
  const title =
    verdict === undefined
      ? VERDICT_MEANING[state]
      : `${state}: ${visibleText(verdict.because) || VERDICT_MEANING[state]} (${verdict.reason})`;
  return (
    <span className={`badge v-${state}${bare ? ' bare' : ''}`} title={title}>
      <Glyph state={state} size={14} silent />
      <span className="word">{word}</span>
    </span>
  );
}
