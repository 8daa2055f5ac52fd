import { durationParts } from '../format/index.js';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, sec: 1, min: 60, m: 60, h: 3_600, d: 86_400 };
const PART = /^(\d+(?:\.\d+)?)\s*(s|sec|min|m|h|d)?\s*/;

/** Seconds of `90 s`, `5 min`, `1 h 30 min`; a bare number is seconds. null: it is no duration. */
export function readDuration(text: string): number | null {
  let rest = text.replaceAll('\u202f', ' ').trim().toLowerCase();
  if (rest === '') return null;
  let seconds = 0;
  while (rest !== '') {
    const found = PART.exec(rest);
    if (found === null) return null;
    seconds += Number(found[1]) * (UNIT_SECONDS[found[2] ?? 's'] ?? 1);
    rest = rest.slice(found[0].length);
  }
  return Math.round(seconds);
}

/** What reads back as the same duration. */
export const durationText = (seconds: number): string =>
  durationParts(seconds, 'left')
    .map(({ value, unit }) => `${value} ${unit}`)
    .join(' ');
