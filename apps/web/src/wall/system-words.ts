import type { VerdictState, WallSystem } from '@weir/contract';
import { stateRank, worstOf } from '@weir/domain';
import { isTrouble } from '../format/index.js';
import { MOST_TILES } from './tile-layout.js';

/** When there are more systems than room, the worst are kept, and still stand in name order. */
export function mostTelling(systems: readonly WallSystem[]): readonly WallSystem[] {
  if (systems.length <= MOST_TILES) return systems;
  const kept = new Set([...systems].sort((a, b) => stateRank(a.worst) - stateRank(b.worst)).slice(0, MOST_TILES));
  return systems.filter((system) => kept.has(system));
}

/** A state that a tile must name; null: all is fine as far as this goes. */
function telling(state: VerdictState): string | null {
  if (state === 'disabled') return 'switched off';
  return isTrouble(state) || state === 'unknown' || state === 'stale' ? state : null;
}

/** The worst verdict in words: `1 poisoned`, `14 unknown`, `2 switched off`, `36 fine`. `state`: what colours them, null for what is fine. */
export function systemWords({ cells, worst }: WallSystem): { readonly words: string; readonly state: VerdictState | null } {
  const word = telling(worst);
  if (word === null) return { words: `${cells.length} fine`, state: null };
  const worstCells = cells.filter(({ state }) => state === worst);
  // A dead-letter queue beside a poisoned source is the same trouble, and counted once, as in the answer above.
  const causes = worst === 'poisoned' ? worstCells.filter(({ deadLetter }) => !deadLetter) : worstCells;
  return { words: `${causes.length || worstCells.length} ${word}`, state: worst };
}

/** What is said of systems without a tile, with the worst among them: `and 7 systems without trouble`, `and 7 systems, something is unknown in 2`. */
export function hiddenWords(hidden: readonly WallSystem[]): string {
  const systems = `and ${hidden.length} ${hidden.length === 1 ? 'system' : 'systems'}`;
  const worst = worstOf(hidden.map((system) => system.worst));
  const word = telling(worst);
  if (word === null) return `${systems} without trouble`;
  const bad = hidden.filter((system) => system.worst === worst).length;
  return `${systems}, something is ${word} in ${bad}`;
}
