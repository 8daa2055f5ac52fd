import { describe, expect, it } from 'vitest';
import { EventFields } from './event-fields.js';
import { EVENT_PATTERN_CASES } from './event-pattern.cases.js';
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

const patternOf = (source: unknown) => {
  const parsed = parseEventPattern(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.pattern;
};

describe('event patterns', () => {
  it.each(EVENT_PATTERN_CASES)('%s', (_, source, given, expected) => {
    const pattern = patternOf(source);
    const event = eventOf(given);
    expect(matchesPattern(pattern, event)).toBe(expected);
    expect(matchesPattern(pattern, new EventFields(event))).toBe(expected);
    expect(explainMatch(pattern, event).matched).toBe(expected);
  });

  it('are told about by at least a hundred and fifty cases, each by a name of its own', () => {
    expect(new Set(EVENT_PATTERN_CASES.map(([name]) => name)).size).toBe(EVENT_PATTERN_CASES.length);
    expect(EVENT_PATTERN_CASES.length).toBeGreaterThanOrEqual(150);
  });
});
