import { describe, expect, it } from 'vitest';
import { drawDrill } from './draw-drill.js';

const START = Date.UTC(2026, 10, 24, 9);
const drills = Array.from({ length: 200 }, (_, seed) => drawDrill(seed + 1, START));

describe('drawDrill', () => {
  it('draws the same for the same seed', () => {
    expect(drawDrill(7, START)).toEqual(drills[6]);
  });

  it('draws every kind of fault, at many places', () => {
    const faults = drills.flatMap((drill) => drill.faults);
    expect(new Set(faults.map(({ kind }) => kind)).size).toBe(21);
    expect(new Set(faults.map(({ place }) => place)).size).toBeGreaterThan(60);
  });

  it('puts two faults at two places into every third', () => {
    const pairs = drills.filter(({ faults }) => faults.length === 2);
    expect(pairs).toHaveLength(66);
    expect(pairs.every(({ faults: [first, second] }) => first?.place !== second?.place)).toBe(true);
  });

  it('leaves the estate well until a fault begins', () => {
    for (const { estate, faults } of drills) {
      const turns = [...estate.turns, ...estate.fanoutTurns, ...estate.eventTurns].map(({ from }) => from);
      const lasting = estate.queues.flatMap((queue) => queue.lasting?.from ?? []);
      expect([...turns, ...lasting].sort()).toEqual(faults.map(({ from }) => from).sort());
      expect(Math.min(...turns, ...lasting)).toBeGreaterThan(START);
    }
  });
});
