import type { VerdictState } from '@weir/contract';

interface ReasonMeaning {
  readonly state: VerdictState;
  readonly meaning: string;
}

/** What is said of anything that cannot be judged on fresh readings. */
const BLIND_REASONS = {
  'never-read': { state: 'unknown', meaning: 'This has never been read.' },
  'warming-up': { state: 'unknown', meaning: 'Too few minutes have been seen to judge.' },
  'no-data': { state: 'unknown', meaning: 'Nothing has been read for so long that the last verdict no longer stands.' },
  denied: { state: 'unknown', meaning: 'The role may not read this.' },
  throttled: { state: 'unknown', meaning: 'AWS keeps refusing the reads.' },
  unreachable: { state: 'unknown', meaning: 'Weir was not running or could not reach AWS.' },
  'not-asked': { state: 'unknown', meaning: 'Weir does not spend on reading this.' },
  deleted: { state: 'unknown', meaning: 'This no longer exists.' },

  'readings-late': { state: 'stale', meaning: 'The last verdict stands; newer readings are overdue.' },
  'readings-few': { state: 'stale', meaning: 'The last verdict stands; too few minutes have been seen since.' },
  'readings-denied': { state: 'stale', meaning: 'The last verdict stands; the role may no longer read this.' },
  'readings-throttled': { state: 'stale', meaning: 'The last verdict stands; AWS refuses the reads.' },
  'readings-unreachable': { state: 'stale', meaning: 'The last verdict stands; AWS cannot be reached.' },
  'readings-not-asked': { state: 'stale', meaning: 'The last verdict stands; Weir has stopped spending on this.' },
} as const satisfies Record<string, ReasonMeaning>;

/** Every reason a stream's verdict can carry, each with the one state it leads to. */
export const STREAM_REASONS = {
  ...BLIND_REASONS,
  'readers-poisoned': { state: 'poisoned', meaning: 'A record that its readers cannot get past blocks a shard.' },
  'readers-stopped': { state: 'stopped', meaning: 'Records arrive, and those who poll the stream read nothing.' },
  'writes-refused': {
    state: 'stalled',
    meaning: 'So much is refused, minute after minute, that producers no longer get their records in.',
  },
  'readers-stalled': { state: 'stalled', meaning: 'Those who poll the stream hardly advance.' },
  'spike-throttled': {
    state: 'slow',
    meaning: 'Traffic more than doubled faster than an on-demand stream grows, and records are refused.',
  },
  'shard-throttled': { state: 'slow', meaning: 'A shard refuses records, whatever its load over the minute.' },
  'stream-throttled': { state: 'slow', meaning: 'Records are refused; which shard does is not known.' },
  'shard-near-limit': { state: 'slow', meaning: 'A shard takes nearly all that it can.' },
  'stream-near-limit': { state: 'slow', meaning: 'The stream takes nearly all that its shards can.' },
  'reads-throttled': { state: 'slow', meaning: 'Reads are refused: its readers poll more than the shards allow.' },
  'readers-slow': { state: 'slow', meaning: 'Those who poll the stream fall behind.' },
  flowing: { state: 'ok', meaning: 'Records are accepted, with room left.' },
  'no-traffic': { state: 'idle', meaning: 'Nothing is written to the stream.' },
  'being-created': { state: 'idle', meaning: 'AWS is still creating the stream.' },
} as const satisfies Record<string, ReasonMeaning>;

/** Every reason the verdict of a stream's reader can carry, each with the one state it leads to. */
export const CONSUMER_REASONS = {
  ...BLIND_REASONS,
  'position-unknown': { state: 'unknown', meaning: 'It has told no position, and that need not mean that it stopped.' },
  'shard-blocked': { state: 'poisoned', meaning: 'On one shard its position stands still while others move: a record it cannot get past.' },
  'batch-retried': { state: 'poisoned', meaning: 'It is given the same batch again and again, and its position stands still.' },
  'switched-off': { state: 'stopped', meaning: 'It is switched off while records arrive.' },
  'reading-ceased': { state: 'stopped', meaning: 'It read before, and no longer does, while records arrive.' },
  'nothing-read': { state: 'stopped', meaning: 'It reads no record, and its lag gains a second per second.' },
  'losing-records': { state: 'stalled', meaning: 'Its lag has reached the retention: records expire before it reads them.' },
  'hardly-advancing': { state: 'stalled', meaning: 'Its lag gains about a second per second, although it reads something.' },
  'falling-behind': { state: 'slow', meaning: 'It reads less than arrives, so its lag grows.' },
  'near-expiry': { state: 'slow', meaning: 'Its lag is more than half of the retention.' },
  'lag-standing': { state: 'slow', meaning: 'It keeps pace with arrivals, but never catches up.' },
  'catches-up-slowly': { state: 'slow', meaning: 'Its lag shrinks, but will last long.' },
  'delivery-late': { state: 'slow', meaning: 'It reads in time, but what it holds is delivered late.' },
  'caught-up': { state: 'ok', meaning: 'It reads what arrives as it arrives.' },
  'keeping-up': { state: 'ok', meaning: 'It keeps a small lag.' },
  'catching-up': { state: 'ok', meaning: 'Its lag shrinks and will soon be gone.' },
  'no-traffic': { state: 'idle', meaning: 'Nothing arrives, so there is nothing to read.' },
  'own-sampler': { state: 'idle', meaning: 'Weir takes its samples through this consumer: nothing depends on it.' },
  'nobody-polls': { state: 'idle', meaning: 'Nobody polls this stream, and nobody was seen to.' },
} as const satisfies Record<string, ReasonMeaning>;

export type StreamReason = keyof typeof STREAM_REASONS;
export type ConsumerReason = keyof typeof CONSUMER_REASONS;
export type BlindReason = keyof typeof BLIND_REASONS;

export const streamStateOf = (reason: StreamReason): VerdictState => STREAM_REASONS[reason].state;
export const consumerStateOf = (reason: ConsumerReason): VerdictState => CONSUMER_REASONS[reason].state;
