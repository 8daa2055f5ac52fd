import { describe, expect, it } from 'vitest';
import { SessionGate } from './session-gate.js';

describe('the gate where requests wait for a sign-in', () => {
  it('closes for the first that waits, and sends all again once the same person is back', async () => {
    const gate = new SessionGate();
    const seen: boolean[] = [];
    gate.onChange(() => seen.push(gate.isClosed()));
    const answers = [gate.wait(null), gate.wait(null)];
    gate.open(true);
    expect(await Promise.all(answers)).toEqual([true, true]);
    expect(seen).toEqual([true, false]);
  });

  it('refuses what waits when somebody else signs in', async () => {
    const gate = new SessionGate();
    const answer = gate.wait(null);
    gate.open(false);
    expect(await answer).toBe(false);
  });

  it('lets go of a request that nobody wants any more, and stays closed for the others', async () => {
    const gate = new SessionGate();
    const controller = new AbortController();
    const left = gate.wait(controller.signal);
    const stays = gate.wait(null);
    controller.abort();
    expect(await left).toBe(false);
    expect(gate.isClosed()).toBe(true);
    gate.open(true);
    expect(await stays).toBe(true);
    expect(await gate.wait(AbortSignal.abort())).toBe(false);
  });
});
