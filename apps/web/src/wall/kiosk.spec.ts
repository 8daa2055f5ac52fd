import { describe, expect, it } from 'vitest';
import type { Connection } from '../live/live-client.js';
import { burnInShift, nextReloadAt, shouldReload } from './kiosk.js';

const local = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();
const connection = (change: Partial<Connection> = {}): Connection => ({
  phase: 'open',
  attempt: 0,
  nextTryAt: null,
  lastHeardAt: 0,
  firstVersion: '1',
  version: '1',
  ...change,
});

describe('a wall left alone', () => {
  it('reloads at four in the morning, once', () => {
    expect(nextReloadAt(local(24, 14, 32))).toBe(local(25, 4));
    expect(nextReloadAt(local(24, 1))).toBe(local(24, 4));
    expect(nextReloadAt(local(24, 4))).toBe(local(25, 4));
    expect([local(25, 3, 59), local(25, 4)].map((now) => shouldReload(connection(), local(24, 14), now))).toEqual([false, true]);
  });
  it('reloads for a new version', () => expect(shouldReload(connection({ version: '2' }), local(24, 14), local(24, 15))).toBe(true));
  it('never reloads while the server is out of reach', () => {
    expect(shouldReload(connection({ phase: 'waiting', version: '2' }), local(24, 14), local(25, 5))).toBe(false);
  });
  it('moves by no more than five pixels, and does move', () => {
    const shifts = Array.from({ length: 2_000 }, (_unused, minute) => burnInShift(minute * 60_000));
    expect(Math.max(...shifts.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]))).toBe(5);
    expect(new Set(shifts.map(({ x, y }) => `${x},${y}`)).size).toBeGreaterThan(60);
  });
});
