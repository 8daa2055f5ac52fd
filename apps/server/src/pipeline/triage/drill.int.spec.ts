import { appendFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runDrill } from '../../testing/drill-run.js';
import { useDatabaseServer } from '../../testing/fresh-database.js';

useDatabaseServer();

/** Set by `npm run drill`: which seeds, and where a line of JSON of each goes. */
const seeds = process.env['WEIR_DRILL_SEEDS']?.split(',').map(Number) ?? [1];
const file = process.env['WEIR_DRILL_FILE'];
/** Of virtual time: enough for the one seed that is drilled otherwise, whose incident opens five minutes after its fault. */
const FEW_MINUTES = 26;

describe('the drill: faults of random kinds, places and sizes', () => {
  it.each(seeds)('seed %i', { timeout: 120_000 }, async (seed) => {
    const result = await (file === undefined ? runDrill(seed, FEW_MINUTES) : runDrill(seed));
    if (file !== undefined) {
      await appendFile(file, `${JSON.stringify(result)}\n`);
      return;
    }
    expect(result.surplus).toEqual([]);
    expect(result.found.map(({ as }) => as)).toEqual(result.found.map(() => 'right'));
  });
});
