import { EventFields } from './event-fields.js';
import type { EventPattern } from './event-pattern.js';
import { matchesAlternative } from './match-alternative.js';

/**
 * Whether EventBridge would match the event. Give `EventFields` to match one event against many patterns: its fields are then found once.
 * Never throws; what is no JSON object matches nothing.
 */
export function matchesPattern({ alternatives }: EventPattern, event: unknown): boolean {
  const fields = EventFields.of(event);
  return !fields.isTooDeep && alternatives.some((alternative) => matchesAlternative(alternative, fields));
}
