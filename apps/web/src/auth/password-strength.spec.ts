import { describe, expect, it } from 'vitest';
import { guessedWords, passwordStrength } from './password-strength.js';

const ADA = ['Ada Lovelace', 'ada@example.com'];

describe('how long a password holds', () => {
  it.each([
    ['password', 'weak', 'password'],
    ['P@ssw0rd2026', 'weak', 'P@ssw0rd'],
    ['Summer2026!', 'weak', 'Summer'],
    ['qwertyuiop12345', 'weak', 'qwertyuiop'],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', 'weak', 'aaaaaaaaaaaaaaaaaaaaaaaa'],
    ['ada-lovelace', 'weak', 'lovelace'],
    ['Example!Ada!2026', 'weak', 'Example'],
    ['fK3vq9TzPl2w', 'fair', null],
    ['zB7!mQ2x-9LkV4p@', 'strong', null],
    ['mistig lagune oever', 'strong', 'lagune'],
    ['correcthorsebatterystaple', 'strong', 'correcthorsebatterystaple'],
  ])('%s is %s', (password, level, weakest) => {
    expect(passwordStrength(password, ADA)).toMatchObject({ level, weakest });
  });

  it('never rises by knowing the person better', () => {
    expect(passwordStrength('lovelace1815', ADA).seconds).toBeLessThan(passwordStrength('lovelace1815', []).seconds);
  });
});

describe('the words for it', () => {
  it.each([
    [0.5, 'at once'],
    [600, 'within the hour'],
    [80_000, 'within the day'],
    [86_401, 'in about 2 days'],
    [3 * 365 * 86_400, 'in about 3 years'],
    [1e15, 'not in a hundred years'],
  ])('%d s is %s', (seconds, words) => {
    expect(guessedWords({ seconds })).toBe(words);
  });
});
