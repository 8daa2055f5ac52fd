import type { FanoutKind } from '@weir/contract';
import type { CounterWindow } from '../ledger/counter-window.js';
import { EXPLAINED, silenceOf } from './silence.js';
import { FANOUT_LIMITS } from './limits.js';
import { Recent } from './recent.js';
import type { FanoutFacts } from './fanout-facts.js';

/**
 * Whether the newest minute shows what would be trouble if it went on: reason to look again soon, and to say nothing yet. What a steady
 * source seldom does counts, not what happens to every busy one, such as a retry now and then: who is suspected is read at five times the cost.
 */
export function isSuspicious(kind: FanoutKind, { counters, endpoints }: Pick<FanoutFacts, 'counters' | 'endpoints'>): boolean {
  if (kind === 'subscription') return isSilent(endpoints[0]?.arrivals ?? null, 'sent');
  if (counters === null) return false;
  const newest = new Recent(counters, 1);
  switch (kind) {
    case 'topic':
      return isMuch(newest.sum('failed'), newest.sum('failed') + newest.sum('delivered'), FANOUT_LIMITS.retriedShare / 2);
    case 'bus':
      return isSilent(counters, 'matched');
    case 'rule':
      return isMuch(newest.sum('retries'), newest.sum('attempts'), FANOUT_LIMITS.retriedShare) || isSilent(counters, 'matched');
    case 'pipe':
      return newest.sum('executionsFailed') + newest.sum('targetFailed') > 0 || isSilent(counters, 'events');
    case 'function':
      return isMuch(newest.sum('functionErrors'), newest.sum('functionInvocations'), FANOUT_LIMITS.functionErrorShare);
    case 'delivery-stream':
      return newest.sum('hoseThrottled') > 0 || newest.values('deliverySuccess').includes(0);
    case 'schedule-group':
      return false;
  }
}

const isMuch = (bad: number, of: number, share: number): boolean => bad >= FANOUT_LIMITS.failingAttempts && bad >= share * of;

const isSilent = (counters: CounterWindow | null, metric: Parameters<typeof silenceOf>[1]): boolean =>
  counters !== null && silenceOf(counters, metric, EXPLAINED) !== null;
