import { describe, expect, it } from 'vitest';
import { ARRAY_CASES } from './event-pattern.cases.js';
import { explainMatch } from './explain-match.js';
import { matchesPattern } from './matches-pattern.js';
import { parseEventPattern } from './read-pattern.js';
import { readJson } from './read-json.js';

const eventOf = (event: unknown): unknown => {
  if (typeof event !== 'string') return event;
  const read = readJson(event);
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
};

describe('event patterns', () => {
  it.each(ARRAY_CASES)('$name: $expected', ({ pattern, event, expected }) => {
    const parsed = parseEventPattern(pattern);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(matchesPattern(parsed.pattern, eventOf(event))).toBe(expected);
    expect(explainMatch(parsed.pattern, eventOf(event)).matched).toBe(expected);
  });
});
