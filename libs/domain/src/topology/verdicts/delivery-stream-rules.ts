import { countText, durationText } from '../../verdicts/wording.js';
import { shareText } from '../../streams/advice/sentences.js';
import { find, type Rule } from './found.js';
import { FANOUT_LIMITS } from './limits.js';
import { Recent } from './recent.js';
import { findFlowing } from './source-rules.js';

/** The longest time Firehose collects records by its settings (Firehose Developer Guide, "Configure buffering hints"). */
const LONGEST_BUFFER_SECONDS = 900;
/** Small dips of the success ratio are retried and mean nothing (Firehose Developer Guide, "Monitoring with CloudWatch metrics"). */
const STUMBLING_SHARE = 0.9;

/** States in which Firehose delivers nothing. Source: Firehose API Reference, DeliveryStreamDescription. */
const OFF = new Set(['SUSPENDED', 'DELETING']);

const findState: Rule = ({ facts: { config } }) => {
  if (config?.kind !== 'delivery-stream') return null;
  if (config.state.endsWith('_FAILED')) return find('state-failed', config.state);
  return OFF.has(config.state) ? find('switched-off', `AWS says ${config.state}`) : null;
};

/** Attempts come once a buffer: of ten minutes a few have any. The newest two that have decide, so that what is mended is seen at once. */
const findFailing: Rule = ({ facts: { counters } }) => {
  if (counters === null) return null;
  const newest = new Recent(counters, ATTEMPT_MINUTES).values('deliverySuccess').slice(0, FANOUT_LIMITS.troubledMinutes);
  if (newest.length < FANOUT_LIMITS.troubledMinutes || newest.some((share) => share >= STUMBLING_SHARE)) return null;
  const best = Math.max(...newest);
  return best === 0
    ? find('delivery-failing', 'none of its newest attempts worked')
    : find('delivery-stumbling', `${shareText(best)} of its newest attempts work`);
};

/** Two buffers of fifteen minutes, which is the longest. */
const ATTEMPT_MINUTES = 31;

const findHeld: Rule = ({ facts: { counters, config } }) => {
  if (counters === null) return null;
  const recent = new Recent(counters);
  const buffer = config?.kind === 'delivery-stream' ? config.bufferSeconds : null;
  const limit = Math.max(LONGEST_BUFFER_SECONDS, 2 * (buffer ?? 0));
  if (recent.minutesAbove('deliveryFreshness', limit) < FANOUT_LIMITS.troubledMinutes) return null;
  const oldest = durationText(recent.greatest('deliveryFreshness'));
  return find('delivery-held', `the oldest record waits for ${oldest}`, recent.since('deliveryFreshness', limit));
};

const findThrottled: Rule = ({ facts: { counters } }) => {
  if (counters === null) return null;
  const recent = new Recent(counters);
  if (recent.minutesAbove('hoseThrottled') < FANOUT_LIMITS.heldBackMinutes) return null;
  const refused = countText(recent.sum('hoseThrottled'));
  return find('records-throttled', `${refused} records refused in ${recent.known} min`, recent.since('hoseThrottled'));
};

/** A delivery stream that others put into. */
export const DELIVERY_STREAM_RULES: readonly Rule[] = [
  findState,
  findFailing,
  findHeld,
  findThrottled,
  findFlowing('hoseRecords', 'records'),
];
