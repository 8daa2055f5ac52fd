import type { VerdictState, WallSystem } from '@weir/contract';
import { worstOf } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { hiddenWords, mostTelling, systemWords } from './system-words.js';
import { MOST_TILES } from './tile-layout.js';

const system = (states: readonly VerdictState[], name = 'shop'): WallSystem => ({
  name,
  worst: worstOf(states),
  cells: states.map((state, index) => ({ id: `${name}${index}` as WallSystem['cells'][number]['id'], name, state, deadLetter: false })),
});

describe('a system in words', () => {
  it.each<[readonly VerdictState[], string, VerdictState | null]>([
    [['ok', 'idle', 'ok'], '3 fine', null],
    [['ok', 'disabled', 'disabled'], '2 switched off', 'disabled'],
    [['ok', 'disabled', 'unknown'], '1 unknown', 'unknown'],
    [['stale', 'ok'], '1 stale', 'stale'],
    [['throttled', 'unknown', 'throttled'], '2 throttled', 'throttled'],
  ])('%j', (states, words, state) => expect(systemWords(system(states))).toEqual({ words, state }));

  it('counts a poisoned queue and its dead-letter queue once', () => {
    const { cells, ...shop } = system(['poisoned', 'poisoned', 'ok']);
    const beside = cells.map((cell, index) => ({ ...cell, deadLetter: index === 1 }));
    expect(systemWords({ ...shop, cells: beside }).words).toBe('1 poisoned');
  });
});

describe('systems without a tile', () => {
  it.each<[readonly VerdictState[], string]>([
    [['ok'], 'and 1 system without trouble'],
    [['ok', 'idle'], 'and 2 systems without trouble'],
    [['ok', 'disabled'], 'and 2 systems, something is switched off in 1'],
    [['unknown', 'unknown', 'disabled'], 'and 3 systems, something is unknown in 2'],
    [['slow', 'unknown'], 'and 2 systems, something is slow in 1'],
  ])('%j', (states, words) => expect(hiddenWords(states.map((state) => system([state])))).toBe(words));

  it('are those least in trouble; the others keep name order', () => {
    const many = Array.from({ length: MOST_TILES + 2 }, (_unused, index) =>
      system([index === 19 ? 'failing' : index === 3 ? 'unknown' : 'ok'], `s${String(index).padStart(2, '0')}`),
    );
    const kept = mostTelling(many).map(({ name }) => name);
    expect([kept.length, kept.includes('s19'), kept.includes('s03'), kept.toSorted().join() === kept.join()]).toEqual([
      MOST_TILES,
      true,
      true,
      true,
    ]);
  });
});
