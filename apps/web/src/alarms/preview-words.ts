import type { AlarmPreview } from '@weir/contract';
import { counted } from '../format/index.js';

const DAY_MS = 86_400_000;

/** `Would have fired 3 times in 7 days, on 2 resources; as it is set now, 5 times.` */
export function previewWords({
  from,
  to,
  fired,
  firedNow,
  resources,
}: Pick<AlarmPreview, 'from' | 'to' | 'fired' | 'firedNow' | 'resources'>): string {
  const days = counted(Math.max(1, Math.round((to - from) / DAY_MS)), 'day');
  const as = fired === firedNow ? 'as often as it is set now' : `as it is set now, ${firedNow === 0 ? 'never' : counted(firedNow, 'time')}`;
  if (fired === 0) return `Would not have fired in ${days}; ${as}.`;
  return `Would have fired ${counted(fired, 'time')} in ${days}, on ${counted(resources, 'resource')}; ${as}.`;
}
