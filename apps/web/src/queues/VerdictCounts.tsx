import type { Resource, VerdictState } from '@weir/contract';
import { COUNTED_STATES, groupDigits } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';

interface VerdictCountsProps {
  readonly resources: readonly Pick<Resource, 'verdict' | 'deletedAt'>[];
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (state: VerdictState) => void;
}

/** How many of each verdict, worst first; each is a filter. */
export function VerdictCounts({ resources, chosen, toggle }: VerdictCountsProps) {
  const counts = new Map<VerdictState, number>();
  for (const { verdict, deletedAt } of resources) if (deletedAt === null) counts.set(verdict.state, (counts.get(verdict.state) ?? 0) + 1);
  return (
    <div className="seg verdicts" role="group" aria-label="Verdict">
      {COUNTED_STATES.filter((state) => counts.has(state) || chosen.has(state)).map((state) => (
        <button key={state} type="button" aria-pressed={chosen.has(state)} title={state} onClick={() => toggle(state)}>
          <Glyph state={state} size={14} />
          <span className="tab">{groupDigits(counts.get(state) ?? 0)}</span>
        </button>
      ))}
    </div>
  );
}
