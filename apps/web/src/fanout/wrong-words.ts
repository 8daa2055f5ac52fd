import type { FanoutOverview, ResourceMetric } from '@weir/contract';
import { shortNumber } from '../format/index.js';

const WORDS: Readonly<Partial<Record<ResourceMetric, string>>> = {
  functionErrors: 'errors',
  functionThrottles: 'throttled',
  asyncDropped: 'dropped',
  hoseThrottled: 'refused',
  targetErrors: 'target errors',
  dropped: 'dropped',
};

/** What went wrong in a minute: what did, or that nothing of what is known did. null: nothing is known, or it counts nothing. */
export function wrongWords(counted: FanoutOverview['counted']): string | null {
  const known = counted.flatMap(({ metric, value }) => (value === null ? [] : [{ word: WORDS[metric] ?? metric, value }]));
  if (known.length === 0) return null;
  const wrong = known.filter(({ value }) => value > 0).map(({ word, value }) => `${shortNumber(value)} ${word}/min`);
  return wrong.length === 0 ? `no ${known[0]?.word ?? ''}` : wrong.join(', ');
}
