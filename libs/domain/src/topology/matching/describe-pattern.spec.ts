import { expect, it } from 'vitest';
import { describePattern } from './describe-pattern.js';
import { parseEventPattern } from './read-pattern.js';

function told(source: object): readonly string[] {
  const parsed = parseEventPattern(source);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return describePattern(parsed.pattern).map(({ path, words, depth, or }) => `${'  '.repeat(depth)}${or ? 'or ' : ''}${path}: ${words}`);
}

it('a pattern is told field by field', () => {
  expect(told({ 'detail-type': ['OrderPlaced'], detail: { country: ['DE', { prefix: 'F' }], total: [{ numeric: ['>', 10] }] } })).toEqual([
    'detail-type: is "OrderPlaced"',
    'detail.country: is "DE" or starts with "F"',
    'detail.total: is a number above 10',
  ]);
});

it('alternatives stand below what they are alternatives of', () => {
  expect(told({ $or: [{ source: ['a'], account: ['1'] }, { region: ['r'] }] })).toEqual([
    ': one of these holds',
    '  source: is "a"',
    '  account: is "1"',
    '  or region: is "r"',
  ]);
});
