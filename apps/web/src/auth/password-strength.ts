import { counted } from '../format/index.js';

/** Guesses a second of somebody who stole the database: argon2id lets one strong machine try about so many. */
const GUESSES_PER_SECOND = 10_000;

/** What people take first, each a word of a hundred or so that are tried before anything else. */
const COMMON = new Set(
  (
    'password passwort welcome admin administrator letmein monkey dragon master login hello shadow sunshine princess football baseball iloveyou ' +
    'trustno1 superman batman starwars freedom whatever secret changeme default root test guest user qwerty azerty qwertz asdf zxcvbn ' +
    'summer winter spring autumn monday friday january march april june july august september october november december abc123 access ' +
    'charlie michael jordan hunter ranger thomas robert daniel jessica ashley amanda nicole pepper ginger cookie cheese banana flower'
  ).split(' '),
);
/** What is beside each other on a keyboard or in an alphabet. */
const RUNS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertz', 'azerty'].flatMap((run) => [
  run,
  [...run].reverse().join(''),
]);
const LEET: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' };

/** Beyond this many characters nothing changes any more. */
const LOOKED_AT = 64;
/** Digits of the guesses each kind takes. A character by itself is one of ten likely ones: people do not draw from ninety. */
const OF_A_CHARACTER = 1;
const OF_A_COMMON_WORD = 2;
const OF_A_KNOWN_WORD = 1;
const OF_A_YEAR = 2;
/** Of an ordinary word, from some ten thousand; a longer run of letters counts as several. */
const OF_A_WORD = 4;
const LETTERS_A_WORD = 7;

export type StrengthLevel = 'weak' | 'fair' | 'strong';
export interface PasswordStrength {
  readonly level: StrengthLevel;
  /** How long it holds against somebody who has stolen the database, seconds; `Infinity` beyond all counting. */
  readonly seconds: number;
  /** What of it is guessed first, as it was typed; null: nothing stands out. */
  readonly weakest: string | null;
}

const HOUR_SECONDS = 3_600;
const YEAR_SECONDS = 365 * 86_400;

/**
 * How long a password holds, told rather too low than too high: the cheapest way to put it together from words, names, years, runs and repeats.
 * @param known words somebody who knows the person tries first: names, parts of an address
 */
export function passwordStrength(password: string, known: readonly string[]): PasswordStrength {
  const letters = [...password].slice(0, LOOKED_AT);
  const words = new Set(known.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length >= 3));
  /** Of each place: the digits of the guesses for all before it, and where the last piece began. */
  const cheapest: { readonly digits: number; readonly from: number }[] = [{ digits: 0, from: 0 }];
  for (let end = 1; end <= letters.length; end += 1) {
    let best = { digits: Infinity, from: 0 };
    for (let from = 0; from < end; from += 1) {
      const digits = (cheapest[from]?.digits ?? Infinity) + digitsOf(letters.slice(from, end).join(''), words);
      if (digits < best.digits) best = { digits, from };
    }
    cheapest.push(best);
  }
  const seconds = 10 ** (cheapest.at(-1)?.digits ?? 0) / 2 / GUESSES_PER_SECOND;
  return {
    level: seconds < HOUR_SECONDS * 24 ? 'weak' : seconds < YEAR_SECONDS * 100 ? 'fair' : 'strong',
    seconds,
    weakest: weakestOf(letters, cheapest),
  };
}

/** The longest piece that costs far less than its characters by themselves. */
function weakestOf(letters: readonly string[], cheapest: readonly { readonly digits: number; readonly from: number }[]): string | null {
  let found: string | null = null;
  for (let end = letters.length; end > 0;) {
    const from = cheapest[end]?.from ?? 0;
    const saved = (end - from) * OF_A_CHARACTER - ((cheapest[end]?.digits ?? 0) - (cheapest[from]?.digits ?? 0));
    if (saved >= 2 && end - from > (found?.length ?? 0)) found = letters.slice(from, end).join('');
    end = from;
  }
  return found;
}

/** Digits of the guesses for one piece; `Infinity`: it is no piece. */
function digitsOf(piece: string, known: ReadonlySet<string>): number {
  const length = [...piece].length;
  if (length === 1) return OF_A_CHARACTER;
  const lower = piece.toLowerCase();
  const plain = [...lower].map((character) => LEET[character] ?? character).join('');
  const disguised = (lower === piece ? 0 : 0.3) + (plain === lower ? 0 : 0.3);
  if (known.has(lower) || known.has(plain)) return OF_A_KNOWN_WORD + disguised;
  if (COMMON.has(lower) || COMMON.has(plain)) return OF_A_COMMON_WORD + disguised;
  if (/^(?:19|20)\d\d$/.test(piece)) return OF_A_YEAR;
  if (length < 3) return Infinity;
  if (/^(.)\1+$/su.test(piece)) return OF_A_CHARACTER + Math.log10(length);
  if (RUNS.some((run) => run.includes(lower))) return OF_A_CHARACTER + Math.log10(length);
  return isPronounceable(lower) && !/.\p{Lu}/u.test(piece) ? OF_A_WORD * Math.ceil(length / LETTERS_A_WORD) + disguised : Infinity;
}

/** How soon it is guessed by somebody who has stolen the database: `in about 3 days`. */
export function guessedWords({ seconds }: Pick<PasswordStrength, 'seconds'>): string {
  if (seconds < 60) return 'at once';
  if (seconds < HOUR_SECONDS) return 'within the hour';
  if (seconds < HOUR_SECONDS * 24) return 'within the day';
  if (seconds < YEAR_SECONDS) return `in about ${counted(Math.ceil(seconds / 86_400), 'day')}`;
  return seconds < YEAR_SECONDS * 100 ? `in about ${counted(Math.floor(seconds / YEAR_SECONDS), 'year')}` : 'not in a hundred years';
}

/** Letters as a language puts them: one vowel in five at least, and no five consonants in a row. */
const isPronounceable = (text: string): boolean =>
  /^[a-z]{4,}$/.test(text) && !/[^aeiouy]{5}/.test(text) && text.replace(/[^aeiouy]/g, '').length * 5 >= text.length;
