import { describe, expect, it } from 'vitest';
import { readOptions } from './options.js';

describe('options', () => {
  it('are the demo on any port in real time by default', () => {
    expect(readOptions({})).toEqual({ port: 0, scenario: 'demo', seed: 1, clock: { mode: 'real', startAt: null }, followParent: false });
  });

  it('are read from the environment', () => {
    expect(
      readOptions({
        WEIR_SIM_PORT: '4566',
        WEIR_SIM_SCENARIO: 'poisoned',
        WEIR_SIM_SEED: '-7',
        WEIR_SIM_CLOCK: 'manual:1794000000000',
        WEIR_SIM_PARENT_STDIN: '1',
      }),
    ).toEqual({ port: 4566, scenario: 'poisoned', seed: -7, clock: { mode: 'manual', startAt: 1_794_000_000_000 }, followParent: true });
  });

  it('may ask for less of a past', () => {
    expect(readOptions({ WEIR_SIM_HISTORY_DAYS: '0.5' })).toMatchObject({ history: { days: 0.5, warmUpDays: 0.5, keepDays: 9 } });
    expect(readOptions({ WEIR_SIM_HISTORY_DAYS: '30' })).toMatchObject({ history: { days: 30, warmUpDays: 2 } });
  });

  it.each([
    ['WEIR_SIM_HISTORY_DAYS', '0'],
    ['WEIR_SIM_HISTORY_DAYS', 'week'],
    ['WEIR_SIM_PORT', '65536'],
    ['WEIR_SIM_PORT', 'http'],
    ['WEIR_SIM_SCENARIO', 'apocalypse'],
    ['WEIR_SIM_SEED', '1.5'],
    ['WEIR_SIM_CLOCK', 'manual:yesterday'],
    ['WEIR_SIM_CLOCK', ''],
  ])('%s=%s is refused by name', (name, value) => {
    expect(readOptions({ [name]: value })).toMatchObject({ problem: expect.stringContaining(name) as string });
  });
});
