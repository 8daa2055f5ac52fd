/** One line of a comparison: in both, only before, or only after. */
export interface DiffLine {
  readonly change: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** The table of a comparison grows with the product of the lines; more than this are told without it. */
const MOST_LINES = 400;

/** What differs between two texts, line by line. JSON is spread over lines first, so that one edited field is one line. */
export function diffOf(before: string | null, after: string | null): readonly DiffLine[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  if (old.length > MOST_LINES || fresh.length > MOST_LINES)
    return [...old.map((text) => ({ change: 'removed', text }) as const), ...fresh.map((text) => ({ change: 'added', text }) as const)];
  const common = commonLengths(old, fresh);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    const [left, right] = [old[i], fresh[j]];
    if (left !== undefined && left === right) {
      lines.push({ change: 'same', text: left });
      i += 1;
      j += 1;
    } else if (left !== undefined && (right === undefined || (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0))) {
      lines.push({ change: 'removed', text: left });
      i += 1;
    } else {
      lines.push({ change: 'added', text: right ?? '' });
      j += 1;
    }
  }
  return lines;
}

function linesOf(text: string | null): readonly string[] {
  if (text === null) return [];
  try {
    return JSON.stringify(JSON.parse(text), null, 2).split('\n');
  } catch (error) {
    // What was cut to a bounded length is no JSON any more, and still worth comparing.
    if (error instanceof SyntaxError) return text.split('\n');
    throw error;
  }
}

/** How many lines two ends have in common, for every pair of beginnings. */
function commonLengths(old: readonly string[], fresh: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(fresh.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const [row, next] = [table[i], table[i + 1]];
    if (row === undefined || next === undefined) continue;
    for (let j = fresh.length - 1; j >= 0; j -= 1)
      row[j] = old[i] === fresh[j] ? (next[j + 1] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0);
  }
  return table;
}

const CONTEXT = 2;

/** The comparison with long stretches that are the same left out: `null` stands for them. */
export function shortDiff(lines: readonly DiffLine[]): readonly (DiffLine | null)[] {
  const near = (index: number) => lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ change }) => change !== 'same');
  const kept = lines.map((line, index) => (near(index) ? line : null));
  return kept.filter((line, index) => line !== null || kept[index - 1] !== null || index === 0);
}
