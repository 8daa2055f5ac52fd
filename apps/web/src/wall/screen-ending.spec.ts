import type { Session } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { endedWords, endingWords } from './screen-ending.js';

const NOW = Date.UTC(2026, 10, 24, 14, 32);
const DAY_MS = 86_400_000;
const session: Session = {
  principal: { kind: 'kiosk', id: '5b8f1c1e-3a64-4a53-9a0e-1d2c3b4a5f60', name: 'hall', role: null, accounts: null },
  csrfToken: null,
  idleExpiresAt: null,
  expiresAt: NOW + 90 * DAY_MS,
  signIn: { password: true, oidc: null },
  setupNeeded: false,
  demo: false,
};

describe('a screen', () => {
  it('says that it ends only in its last week', () => {
    expect(endingWords(session, NOW)).toBeNull();
    expect(endingWords({ ...session, expiresAt: NOW + 6.5 * DAY_MS }, NOW)).toBe(
      'this screen ends in 6\u202fd 12\u202fh: an admin makes a new link under Settings, Users',
    );
  });
  it('does not speak for a person who looks at the wall, nor before anything is known', () => {
    const person: Session['principal'] = {
      kind: 'user',
      id: '5b8f1c1e-3a64-4a53-9a0e-1d2c3b4a5f60',
      name: 'ada',
      role: 'viewer',
      accounts: null,
    };
    expect(endingWords({ principal: person, expiresAt: NOW + DAY_MS }, NOW)).toBeNull();
    expect(endingWords(undefined, NOW)).toBeNull();
  });
  it('says why it shows nothing', () => {
    expect(endedWords(undefined, true)).toBeNull();
    expect(endedWords(session, false)).toBeNull();
    expect(endedWords(session, true)).toBe('The screen hall was revoked, or not seen for too long.');
    expect(endedWords({ ...session, principal: null }, false)).toBe('Nobody is signed in on it, and it is not set up as a screen.');
    expect(endedWords({ ...session, principal: null, setupNeeded: true }, false)).toBe('Nobody has set up this Weir yet.');
  });
});
