import type { DeadLetterGroup, DeadLetterLook, DeadLetterQueue } from '@weir/contract';
import { boundsWords } from '../fanout/ledger-words.js';
import { counted, groupDigits, shortNumber, UNKNOWN_FIGURE } from '../format/index.js';

/** The sentence that a bench begins with: how many, from where, how fast. */
export function benchSentence({ visible, sources, arrivingPerHour }: DeadLetterQueue): string {
  const from = sources.map(({ name }) => name);
  const where = from.length === 0 ? '' : ` from ${listed(from)}`;
  if (visible === null) return `How many dead letters${where} there are is not known.`;
  if (visible === 0) return `Nothing is dead-lettered${where}.`;
  const pace = arrivingPerHour === null || arrivingPerHour < 0.5 ? '' : `, ${shortNumber(Math.round(arrivingPerHour))} more each hour`;
  return `${counted(visible, 'dead letter')}${where}${pace}.`;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(names: readonly string[]): string {
  const [first = '', second, ...rest] = names;
  if (second === undefined) return first;
  if (rest.length === 0) return `${first} and ${second}`;
  return `${first}, ${second} and ${groupDigits(rest.length)} more`;
}

/** What a look costs the messages, said before it begins. */
export const lookWarning = (sample: number, isFifo: boolean): string =>
  `Looking receives up to ${groupDigits(sample)} messages and gives them back at once: each one's receive count rises by one, and for some seconds nobody else gets it.${
    isFifo ? ' In a FIFO queue the messages behind them wait as long.' : ''
  }`;

/** `50 of 765 looked at, 3 causes`. */
export function lookSummary({ looked, held, groups }: Pick<DeadLetterLook, 'looked' | 'held' | 'groups'>): string {
  const causes = counted(groups.length, 'cause');
  const { low, high } = held;
  if (high === null) return `${groupDigits(looked)} looked at, how many there are is not known, ${causes}`;
  return `${looked >= high ? `all ${groupDigits(looked)}` : `${groupDigits(looked)} of ${boundsWords({ low, high })}`} looked at, ${causes}`;
}

/** `388`, `about 413 to 587`. */
export function estimateWords({ low, high }: DeadLetterGroup['estimate']): string {
  if (high === null) return `${groupDigits(low)} or more`;
  return low === high ? groupDigits(low) : `about ${boundsWords({ low, high })}`;
}

/** The share of all messages that a group has, by the middle of its bounds; 0 to 1. */
export function shareOf({ estimate }: Pick<DeadLetterGroup, 'estimate'>, held: DeadLetterLook['held']): number {
  const middle = ({ low, high }: DeadLetterLook['held']) => (low + (high ?? low)) / 2;
  return middle(held) === 0 ? 0 : Math.min(1, middle(estimate) / middle(held));
}

export const orUnknown = (value: number | null): string => (value === null ? UNKNOWN_FIGURE : shortNumber(value));
