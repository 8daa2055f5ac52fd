/** A text in both cases, unit by unit: letters whose case changes their length, such as `ß`, have only the one they are written in. */
export interface EitherCase {
  readonly lower: string;
  readonly upper: string;
}

export function eitherCase(text: string): EitherCase {
  let lower = '';
  let upper = '';
  for (const letter of text) {
    const low = letter.toLowerCase();
    const up = letter.toUpperCase();
    lower += low.length === letter.length ? low : letter;
    upper += up.length === letter.length ? up : letter;
  }
  return { lower, upper };
}

/** Whether the text has these letters at a place, in either case. */
export function hasLettersAt(text: string, { lower, upper }: EitherCase, place: number): boolean {
  if (place < 0 || place + lower.length > text.length) return false;
  for (let index = 0; index < lower.length; index++) {
    const unit = text.charCodeAt(place + index);
    if (unit !== lower.charCodeAt(index) && unit !== upper.charCodeAt(index)) return false;
  }
  return true;
}

export const isSameLetters = (text: string, letters: EitherCase): boolean =>
  text.length === letters.lower.length && hasLettersAt(text, letters, 0);
export const startsWithLetters = (text: string, letters: EitherCase): boolean => hasLettersAt(text, letters, 0);
export const endsWithLetters = (text: string, letters: EitherCase): boolean =>
  hasLettersAt(text, letters, text.length - letters.lower.length);
