import { describeCondition } from './condition.js';
import type { EventPattern, PatternGroup } from './event-pattern.js';

/** One condition of a pattern in words: `country` `is "DE" or is "FR"`. */
export interface PatternLine {
  /** Dotted; empty of a line that opens alternatives. */
  readonly path: string;
  readonly words: string;
  /** How many alternatives it stands within. */
  readonly depth: number;
  /** Joined to the line before it by `or`, not by `and`. */
  readonly or: boolean;
}

/** A pattern or filter policy as lines for people, in its order. Without conditions there is no line: everything passes. */
export const describePattern = ({ group }: EventPattern): readonly PatternLine[] => linesOf(group, 0);

function linesOf(group: PatternGroup, depth: number): readonly PatternLine[] {
  return group.flatMap((part): readonly PatternLine[] =>
    'options' in part
      ? [
          { path: part.path.replace(/\.?\$or$/, ''), words: 'one of these holds', depth, or: false },
          ...part.options.flatMap((option, index) =>
            linesOf(option, depth + 1).map((line, place) => (place === 0 && index > 0 ? { ...line, or: true } : line)),
          ),
        ]
      : [{ path: part.path, words: part.conditions.map(describeCondition).join(' or '), depth, or: false }],
  );
}
