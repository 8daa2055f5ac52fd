import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventFields } from './event-fields.js';
import type { EventPattern } from './event-pattern.js';
import { explainMatch, explainPolicyMatch } from './explain-match.js';
import { matchesPolicy, parseFilterPolicy } from './filter-policy.js';
import { matchesPattern } from './matches-pattern.js';
import { readJson } from './read-json.js';
import { parseEventPattern } from './read-pattern.js';
import { RuleSet } from './rule-set.js';
import { sampleEvent } from './sample-event.js';
import { arbitraryEvent, arbitraryNonsense, arbitraryPattern } from './testing/arbitrary-patterns.js';
import { referenceMatch } from './testing/reference-match.js';
import { weaknessesOf } from './weaknesses.js';

const parsed = (source: unknown): EventPattern | null => {
  const result = parseEventPattern(source);
  return result.ok ? result.pattern : null;
};

/** Events by chance seldom match. Some get what the pattern asks for, plainly or in lists beside something else. */
const blend = fc.constantFrom('by-chance', 'merged', 'in-lists');

function blended(pattern: EventPattern, chance: object, how: 'by-chance' | 'merged' | 'in-lists'): object {
  const sample = Object.entries(sampleEvent(pattern) ?? {}) as [string, unknown][];
  if (how === 'by-chance') return chance;
  if (how === 'merged') return { ...chance, ...Object.fromEntries(sample) };
  const others = chance as Readonly<Record<string, unknown>>;
  return { ...chance, ...Object.fromEntries(sample.map(([key, value]) => [key, [others[key] ?? null, value]])) };
}

const asNumber = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

// Each is a second of work, and the machine may be busy with other specs.
describe('matching, by chance', { timeout: 60_000 }, () => {
  it('agrees with a matcher that tries everything', () => {
    const seen = { matched: 0, notMatched: 0 };
    fc.assert(
      fc.property(arbitraryPattern, arbitraryEvent, blend, (source, chance, how) => {
        const pattern = parsed(source);
        fc.pre(pattern !== null);
        const event = blended(pattern, chance, how);
        const expected = referenceMatch(source, event);
        seen[expected ? 'matched' : 'notMatched']++;
        expect(matchesPattern(pattern, event)).toBe(expected);
      }),
      { numRuns: 1_000, maxSkipsPerRun: 500 },
    );
    expect(Math.min(seen.matched, seen.notMatched)).toBeGreaterThan(200);
  });

  it('explains what it decides', () => {
    fc.assert(
      fc.property(arbitraryPattern, arbitraryEvent, blend, (source, chance, how) => {
        const pattern = parsed(source);
        fc.pre(pattern !== null);
        const event = blended(pattern, chance, how);
        const { matched, because } = explainMatch(pattern, event);
        expect(matched).toBe(matchesPattern(pattern, event));
        expect(because.filter(({ option }) => option === undefined).every(({ ok }) => ok)).toBe(matched);
        for (const { rule, seen } of because) expect([rule.length, seen?.length ?? 0].every((length) => length < 700)).toBe(true);
      }),
      { numRuns: 600, maxSkipsPerRun: 500 },
    );
  });

  it('finds with many patterns at once what it finds one by one', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryPattern, { maxLength: 12 }),
        fc.array(arbitraryEvent, { minLength: 1, maxLength: 4 }),
        (sources, events) => {
          const rules = sources.flatMap((source, id) => {
            const pattern = parsed(source);
            return pattern === null ? [] : [[id, pattern] as const];
          });
          const set = new RuleSet(rules);
          for (const event of events) {
            const oneByOne = rules.filter(([, pattern]) => matchesPattern(pattern, event)).map(([id]) => id);
            expect(set.matching(event)).toEqual(oneByOne);
            expect(set.matching(new EventFields(event))).toEqual(oneByOne);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('says the same of a policy on the body as of a pattern', () => {
    fc.assert(
      fc.property(arbitraryPattern, arbitraryEvent, (source, body) => {
        const pattern = parsed(source);
        const result = parseFilterPolicy(source, 'MessageBody', { limits: { existsFilled: false } });
        fc.pre(pattern !== null && result.ok);
        const message = { body: JSON.stringify(body) };
        expect(matchesPolicy(result.policy, message)).toBe(matchesPattern(pattern, body));
        expect(explainPolicyMatch(result.policy, message).matched).toBe(matchesPattern(pattern, body));
      }),
      { numRuns: 200, maxSkipsPerRun: 500 },
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(arbitraryNonsense, arbitraryNonsense, (source, event) => {
        for (const given of [source, JSON.stringify(source)]) {
          const pattern = parsed(given);
          if (pattern === null) continue;
          expect(explainMatch(pattern, event).matched).toBe(matchesPattern(pattern, event));
          weaknessesOf(pattern);
          sampleEvent(pattern);
        }
        for (const scope of ['MessageAttributes', 'MessageBody'] as const) {
          const result = parseFilterPolicy(source, scope);
          if (result.ok) matchesPolicy(result.policy, { attributes: { a: event, b: 'a' }, body: event });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('makes only sample events that match', () => {
    fc.assert(
      fc.property(arbitraryPattern, (source) => {
        const pattern = parsed(source);
        fc.pre(pattern !== null);
        const event = sampleEvent(pattern);
        expect(event === null || matchesPattern(pattern, event)).toBe(true);
      }),
    );
  });

  it('reads JSON as the built-in parser does, save for keys given twice', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const read = readJson(text);
        fc.pre(read.ok || read.problem.rule !== 'duplicate-key');
        expect(read.ok && JSON.stringify(read.value, asNumber)).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:1e-.\\ \ntruefalsn') }), (text) => {
        const isJson = (() => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        const read = readJson(text);
        expect(read.ok || read.problem.rule === 'duplicate-key').toBe(isJson);
      }),
      { numRuns: 2_000 },
    );
  });
});
