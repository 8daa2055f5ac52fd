import type { ChannelHealth } from '@weir/contract';
import { ageSeconds, timePassed } from '../format/index.js';

const MOST_NAMES = 2;

/** That people are not told, and through what, worst known first; null: every channel that was tried works. */
export function channelTrouble(channels: readonly ChannelHealth[] | undefined, now: number): string | null {
  const failing = (channels ?? []).filter(({ state }) => state === 'failing').sort((a, b) => (a.since ?? now) - (b.since ?? now));
  const [first] = failing;
  if (first === undefined) return null;
  const since = first.since === null ? '' : ` for ${timePassed(ageSeconds(first.since, now))}`;
  if (failing.length === 1) return `nobody is told through ${first.name}: it fails${since}`;
  const named = failing.slice(0, MOST_NAMES).map(({ name }) => name);
  const rest = failing.length - named.length;
  return `nobody is told through ${[...named, ...(rest === 0 ? [] : [`${String(rest)} more`])].join(', ')}: they fail${since}`;
}
