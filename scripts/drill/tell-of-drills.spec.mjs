import { describe, expect, it } from 'vitest';
import { readResults, tellOfDrills } from './tell-of-drills.mjs';

const fault = { kind: 'queue-gone', place: 'orders', size: 'nobody receives', touched: 40 };
const told = (/** @type {object} */ drill) => JSON.stringify({ seed: 1, found: [], surplus: [], seconds: 1, ...drill });
const right = { fault, as: 'right', root: 'orders', reason: 'nobody-receiving', openedAfter: 4 };

describe('tellOfDrills', () => {
  it('leaves what nobody could see out of the shares', () => {
    const unseen = { fault, as: 'unseen', root: null, reason: null, openedAfter: null };
    const text = tellOfDrills(readResults(`${told({ found: [right, unseen] })}\n`));
    expect(text).toContain('| root right, as named in the end | 100.0 % (1 of 1) |');
    expect(text).toContain('| queue-gone | 2 | 1 | 0 | 0 | 1 | 4 (4) | nobody-receiving 1 |');
  });

  it('lists each miss and each incident without a cause', () => {
    const missed = { fault, as: 'missed', root: null, reason: null, openedAfter: null };
    const text = tellOfDrills(
      readResults([told({ found: [missed, right] }), told({ seed: 2, surplus: [{ root: 'mails', reason: 'odd' }] })].join('\n')),
    );
    expect(text).toContain('| 1 | queue-gone | orders | nobody receives | no incident |');
    expect(text).toContain('| 2 | none |  |  | mails: odd |');
    expect(text).toContain('| precision: incidents with a cause | 50.0 % (1 of 2) |');
  });
});
