import { MINUTE_MS } from '@weir/domain';
import { SETTLED_AFTER_MS } from '@weir/simulator';
import { BadRequest } from './bad-request.js';

/** Minutes before this have been told by CloudWatch as they were. Epoch milliseconds. */
export const settledUntil = (now: number): number => Math.floor((now - SETTLED_AFTER_MS) / MINUTE_MS) * MINUTE_MS;

/** An instant of a query, epoch milliseconds. Throws BadRequest. */
export function instantOf(query: URLSearchParams, field: string, absent: number): number {
  const text = query.get(field);
  const value = text === null ? absent : Number(text);
  if (!Number.isFinite(value) || value < 0) throw new BadRequest([{ field, message: 'give epoch milliseconds' }]);
  return value;
}
