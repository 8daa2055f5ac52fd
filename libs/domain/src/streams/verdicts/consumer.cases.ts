import { consumer, during, growing, minuteStart, minutesAgo, NOW, seconds, shardLag, was, type ConsumerCase } from './case-windows.js';

const CAUGHT_UP = { lag: 800, records: 6_000 };
const HOUR = 3_600;

/** The correctness table of readers: windows and the verdict each must get. It grows with every wrong verdict that is found. */
export const CONSUMER_CASES: readonly ConsumerCase[] = [
  {
    name: 'reads what arrives as it arrives',
    facts: consumer([during(60, CAUGHT_UP)]),
    expected: ['ok', 'caught-up'],
    because: '1 s behind',
  },
  { name: 'a lag of zero is a position', facts: consumer([during(60, { lag: 0, records: 6_000 })]), expected: ['ok', 'caught-up'] },
  {
    name: 'a batch window of half a minute is no lag',
    facts: consumer([during(60, { lag: seconds(40) })], { type: 'event-source-mapping', state: 'Enabled' }),
    expected: ['ok', 'caught-up'],
  },
  {
    name: 'a standing lag of two minutes',
    facts: consumer([during(60, { lag: seconds(120), records: 6_000 })]),
    expected: ['ok', 'keeping-up'],
  },
  {
    name: 'a lag that wavers without direction',
    facts: consumer([during(60, { lag: (minute) => seconds(120 + 20 * Math.sin(minute * 1.7)), records: 6_000 })]),
    expected: ['ok', 'keeping-up'],
  },
  {
    name: 'catches up after a pause',
    facts: consumer([during(40, CAUGHT_UP), during(12, { lag: growing(1_500, -1.5), records: 20_000 })]),
    expected: ['ok', 'catching-up'],
    because: 'to catch up',
  },
  {
    name: 'catches up, but not today',
    facts: consumer([during(60, { lag: growing(5 * HOUR, -0.2), records: 8_000 })]),
    expected: ['slow', 'catches-up-slowly'],
  },
  {
    name: 'keeps a lag of twenty minutes',
    facts: consumer([during(60, { lag: seconds(1_200), records: 6_000 })]),
    expected: ['slow', 'lag-standing'],
    because: '20\u202fmin behind, not shrinking',
  },
  {
    name: 'nothing arrives and it is caught up',
    facts: consumer([during(60, { lag: 0, records: null })], { arriving: null }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'nothing arrives, but there is a backlog to read',
    facts: consumer([during(60, { lag: seconds(1_200), records: 600 })], { arriving: null }),
    expected: ['slow', 'lag-standing'],
  },

  {
    name: 'reads half of what arrives',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(0, 0.5), records: 3_000 })]),
    expected: ['slow', 'falling-behind'],
    because: 'gains 0.50 s of lag a second',
    since: minuteStart(19),
  },
  {
    name: 'reads a fifth of what arrives: still slow, not stalled',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(0, 0.8), records: 1_200 })], { openShards: 1 }),
    expected: ['slow', 'falling-behind'],
  },
  {
    name: 'reads a trickle of one shard',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(0, 0.97), records: 180 })], { openShards: 1 }),
    expected: ['stalled', 'hardly-advancing'],
    because: '3\u202f/s read',
  },
  {
    name: 'the newest lag is not in yet: the trend tells',
    facts: consumer([during(40, CAUGHT_UP), during(18, { lag: growing(0, 0.5), records: 3_000 }), during(2, {})], { unread: 0 }),
    expected: ['slow', 'falling-behind'],
  },
  {
    name: 'a lag under a minute that rises is none yet',
    facts: consumer([during(58, CAUGHT_UP), during(2, { lag: growing(0, 1), records: 0 })], { unread: 1 }),
    expected: ['ok', 'caught-up'],
  },
  {
    name: 'a lag of minutes and seconds is told in minutes, as on the wall',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(-45, 1), records: 0 })]),
    expected: ['stopped', 'nothing-read'],
    because: 'reads no record, 17\u202fmin behind',
  },
  {
    name: 'polls and gets nothing: a position that stands still on every shard',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(0, 1), records: 0 })]),
    expected: ['stopped', 'nothing-read'],
    because: 'reads no record, 17\u202fmin behind',
  },
  {
    name: 'one record that its reader cannot get past, by shard-level metrics',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(0, 1), records: 4_500 })], {
      shards: [shardLag('shard-0', 20, 500), shardLag('shard-1', 20, growing(0, 1)), shardLag('shard-2', 20, seconds(2))],
    }),
    expected: ['poisoned', 'shard-blocked'],
    because: 'stands still on shard-1 while 2 others move',
  },
  {
    name: 'shard-level metrics show the blocked shard before the stream does',
    facts: consumer([during(60, { lag: seconds(30), records: 4_500 })], {
      shards: [shardLag('shard-0', 20, 500), shardLag('shard-1', 20, growing(0, 1))],
    }),
    expected: ['poisoned', 'shard-blocked'],
  },
  {
    name: 'two blocked shards of three',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(0, 1), records: 2_000 })], {
      shards: [shardLag('shard-0', 20, 500), shardLag('shard-1', 20, growing(0, 1)), shardLag('shard-2', 20, growing(0, 1))],
    }),
    expected: ['poisoned', 'shard-blocked'],
    because: 'on 2 shards while 1 other moves',
  },
  {
    name: 'every shard stands still: stopped, not poisoned',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(0, 1), records: 0 })], {
      shards: [shardLag('shard-0', 20, growing(0, 1)), shardLag('shard-1', 20, growing(0, 1))],
    }),
    expected: ['stopped', 'nothing-read'],
  },
  {
    name: 'the worst position stands still while much is read, shards not metered',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(0, 1), records: 4_500 })]),
    expected: ['poisoned', 'shard-blocked'],
    because: 'the oldest position stands still while others move',
  },
  {
    name: 'a shard that lags but moves is not blocked',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(0, 0.4), records: 4_500 })], {
      shards: [shardLag('shard-0', 20, 500), shardLag('shard-1', 20, growing(0, 0.4))],
    }),
    expected: ['slow', 'falling-behind'],
  },
  {
    name: 'a mapping that is invoked with ever older records',
    facts: consumer([during(40, { lag: 900 }), during(20, { lag: growing(0, 1) })], { type: 'event-source-mapping', state: 'Enabled' }),
    expected: ['poisoned', 'batch-retried'],
    because: '17\u202fmin behind',
    since: minuteStart(19),
  },
  {
    name: 'a mapping held up on the shard that stands still as far behind, by shard-level metrics',
    facts: consumer([during(40, { lag: 900 }), during(20, { lag: growing(0, 1) })], {
      type: 'event-source-mapping',
      state: 'Enabled',
      shards: [shardLag('shard-0', 20, 500), shardLag('shard-1', 20, growing(0, 1)), shardLag('shard-2', 20, seconds(2))],
    }),
    expected: ['poisoned', 'batch-retried'],
    because: 'invoked with ever older records of shard-1, 17\u202fmin behind',
  },
  {
    name: 'a mapping is not blamed for the shard on which another reader stands still',
    facts: consumer([during(60, { lag: 900 })], {
      type: 'event-source-mapping',
      state: 'Enabled',
      shards: [shardLag('shard-0', 20, 500), shardLag('shard-1', 20, growing(0, 1))],
    }),
    expected: ['ok', 'caught-up'],
  },
  {
    name: 'a mapping that is held up while another reader stands still elsewhere: whose shard it is, is not told',
    facts: consumer([during(40, { lag: 900 }), during(20, { lag: growing(0, 1) })], {
      type: 'event-source-mapping',
      state: 'Enabled',
      shards: [shardLag('shard-0', 20, growing(2_000, 1)), shardLag('shard-2', 20, seconds(2))],
    }),
    expected: ['poisoned', 'batch-retried'],
    because: 'invoked with ever older records, 17\u202fmin behind',
  },
  {
    name: 'a mapping whose events are counted, blocked all the same',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(0, 1), records: 0 })], {
      type: 'event-source-mapping',
      state: 'Enabled',
    }),
    expected: ['poisoned', 'batch-retried'],
  },
  {
    name: 'a mapping whose function is too slow',
    facts: consumer([during(40, { lag: 900 }), during(20, { lag: growing(0, 0.6) })], { type: 'event-source-mapping', state: 'Enabled' }),
    expected: ['slow', 'falling-behind'],
  },
  {
    name: 'a mapping that gave the batch up and goes on',
    facts: consumer([during(40, { lag: growing(0, 1) }), during(12, { lag: growing(1_500, -1.9) })], {
      type: 'event-source-mapping',
      state: 'Enabled',
    }),
    previous: was('poisoned', 'batch-retried'),
    expected: ['ok', 'catching-up'],
  },
  {
    name: 'a delivery stream that does not read',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(0, 1), records: 0 })], { type: 'delivery-stream', state: 'ACTIVE' }),
    expected: ['stopped', 'nothing-read'],
  },
  {
    name: 'a delivery stream that reads a little is stalled, for it skips no record',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(0, 0.98), records: 100 })], {
      type: 'delivery-stream',
      state: 'ACTIVE',
    }),
    expected: ['stalled', 'hardly-advancing'],
  },
  {
    name: 'a delivery stream that reads in time and delivers late',
    facts: consumer([during(60, { ...CAUGHT_UP, deliveryAge: 2_400 })], { type: 'delivery-stream', state: 'ACTIVE' }),
    expected: ['slow', 'delivery-late'],
    because: '40\u202fmin',
  },
  {
    name: 'a delivery stream that buffers for a quarter of an hour',
    facts: consumer([during(60, { ...CAUGHT_UP, deliveryAge: 880 })], { type: 'delivery-stream', state: 'ACTIVE' }),
    expected: ['ok', 'caught-up'],
  },
  {
    name: 'an enhanced fan-out consumer whose events have stopped moving',
    facts: consumer([during(40, CAUGHT_UP), during(20, { lag: growing(0, 1), records: null })], {
      type: 'enhanced-fan-out',
      state: 'ACTIVE',
    }),
    expected: ['stopped', 'nothing-read'],
  },

  {
    name: 'whoever polled has ceased to',
    facts: consumer([during(40, CAUGHT_UP), during(20, {})]),
    expected: ['stopped', 'reading-ceased'],
    because: 'reads nothing any more, 100\u202f/s arrive',
    since: minuteStart(19),
  },
  {
    name: 'silent for two settled minutes is not ceased',
    facts: consumer([during(54, CAUGHT_UP), during(4, {})]),
    expected: ['ok', 'caught-up'],
  },
  {
    name: 'ceased, and the window has forgotten that it ever read',
    facts: consumer([during(60, {})]),
    previous: was('stopped', 'reading-ceased', minutesAgo(300)),
    expected: ['stopped', 'reading-ceased'],
    since: minutesAgo(300),
  },
  {
    name: 'ceased, and then nothing arrives for a while: it has still ceased',
    facts: consumer([during(60, {})], { arriving: null }),
    previous: was('stopped', 'reading-ceased', minutesAgo(300)),
    expected: ['stopped', 'reading-ceased'],
  },
  {
    name: 'ceased, and back',
    facts: consumer([during(40, {}), during(10, { lag: growing(1_800, -2.5), records: 30_000 })]),
    previous: was('stopped', 'reading-ceased'),
    expected: ['ok', 'catching-up'],
  },
  { name: 'nobody polls, and nobody was seen to', facts: consumer([during(60, {})]), expected: ['idle', 'nobody-polls'] },
  {
    name: "only Weir's own sampler polls: its position is nobody's",
    facts: consumer([during(60, { lag: 200, records: 120, own: 120 })]),
    expected: ['idle', 'nobody-polls'],
  },
  {
    name: "whoever polled has ceased to, behind Weir's own sampler",
    facts: consumer([during(40, { lag: 900, records: 6_120, own: 120 }), during(20, { lag: 200, records: 120, own: 120 })]),
    expected: ['stopped', 'reading-ceased'],
  },
  {
    name: "a reader beside Weir's own sampler",
    facts: consumer([during(60, { lag: 900, records: 6_120, own: 120 })]),
    expected: ['ok', 'caught-up'],
  },
  {
    name: 'a registered consumer that never subscribed',
    facts: consumer([during(60, {})], { type: 'enhanced-fan-out', state: 'ACTIVE' }),
    expected: ['stopped', 'reading-ceased'],
  },
  {
    name: 'the consumer that Weir samples through, while it rests',
    facts: consumer([during(40, { lag: 7_000 }), during(20, {})], { type: 'enhanced-fan-out', state: 'ACTIVE', isOwnSampler: true }),
    expected: ['idle', 'own-sampler'],
  },
  {
    name: 'a mapping that is silent because its filter lets nothing through, perhaps',
    facts: consumer([during(60, {})], { type: 'event-source-mapping', state: 'Enabled' }),
    expected: ['unknown', 'position-unknown'],
    because: 'a filter',
  },
  {
    name: 'a mapping whose function is no longer invoked',
    facts: consumer([during(40, { lag: 900 }), during(20, {})], { type: 'event-source-mapping', state: 'Enabled' }),
    expected: ['stopped', 'reading-ceased'],
  },
  {
    name: 'a mapping silent for ten minutes may only filter',
    facts: consumer([during(40, { lag: 900 }), during(12, {})], { type: 'event-source-mapping', state: 'Enabled' }),
    expected: ['ok', 'caught-up'],
  },
  {
    name: 'a mapping that counts what it polls is heard by that',
    facts: consumer([during(60, { records: 6_000 })], { type: 'event-source-mapping', state: 'Enabled' }),
    expected: ['ok', 'keeping-up'],
  },
  {
    name: 'a mapping that is silent because nothing arrives',
    facts: consumer([during(40, { lag: 900 }), during(20, {})], { type: 'event-source-mapping', state: 'Enabled', arriving: null }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'silent on a stream where hardly anything arrives',
    facts: consumer([during(40, { lag: 900 }), during(20, {})], { arriving: (minute) => (minute === 50 ? 2 : null) }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'silent, and what arrives is not known',
    facts: consumer([during(40, CAUGHT_UP), during(20, {})], { arriving: 'unread' }),
    expected: ['unknown', 'position-unknown'],
  },
  {
    name: 'a mapping that is switched off',
    facts: consumer([during(40, { lag: 900 }), during(20, {})], { type: 'event-source-mapping', state: 'Disabled' }),
    expected: ['stopped', 'switched-off'],
    because: 'AWS says Disabled',
  },
  {
    name: 'switched off a moment ago: its last lag does not matter',
    facts: consumer([during(60, { lag: 900 })], { type: 'event-source-mapping', state: 'Disabling' }),
    expected: ['stopped', 'switched-off'],
  },
  {
    name: 'off since before anybody looked: it has read nothing for as long as AWS says it has been off, at least',
    facts: consumer([during(60, {})], { type: 'event-source-mapping', state: 'Disabled', modifiedAt: minutesAgo(300) }),
    expected: ['stopped', 'switched-off'],
    because: 'off for 5\u202fh at least, how far it had read by then is not known',
    lost: [NOW, minutesAgo(300) + 24 * HOUR * 1_000],
  },
  {
    name: 'off since before anybody looked, its lag told a day ago: no earlier than its position then allows',
    facts: consumer([during(60, {})], {
      type: 'event-source-mapping',
      state: 'Disabled',
      modifiedAt: minutesAgo(300),
      lastLag: { at: minutesAgo(600), milliseconds: seconds(60) },
    }),
    expected: ['stopped', 'switched-off'],
    because: 'off for 5\u202fh at least',
    lost: [minutesAgo(601) + 24 * HOUR * 1_000, minutesAgo(300) + 24 * HOUR * 1_000],
  },
  {
    name: 'off for longer than records are kept: they are being lost',
    facts: consumer([during(60, {})], { type: 'event-source-mapping', state: 'Disabled', modifiedAt: minutesAgo(2_000) }),
    expected: ['stopped', 'switched-off'],
    because: 'records expire unread',
    lost: [NOW, NOW],
  },
  {
    name: 'off, and AWS does not say since when: nothing is foreseen',
    facts: consumer([during(60, {})], { type: 'event-source-mapping', state: 'Disabled' }),
    expected: ['stopped', 'switched-off'],
    lost: null,
  },
  {
    name: 'switched off by a change in the future, which cannot be: nothing is foreseen',
    facts: consumer([during(60, {})], { type: 'event-source-mapping', state: 'Disabled', modifiedAt: NOW + 1 }),
    expected: ['stopped', 'switched-off'],
    lost: null,
  },
  {
    name: 'switched off while its lag is known: that says more than when it was',
    facts: consumer([during(40, { lag: 60_000 }), during(20, {})], {
      type: 'event-source-mapping',
      state: 'Disabled',
      modifiedAt: minutesAgo(19),
    }),
    expected: ['stopped', 'switched-off'],
    because: 'AWS says Disabled',
    lost: [minuteStart(20) - 60_000 + 24 * HOUR * 1_000, minuteStart(19) - 60_000 + 24 * HOUR * 1_000],
  },
  {
    name: 'switched off where nothing arrives',
    facts: consumer([during(60, {})], { type: 'event-source-mapping', state: 'Disabled', arriving: null }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'an update of a mapping is not off',
    facts: consumer([during(60, { lag: 900 })], { type: 'event-source-mapping', state: 'Updating' }),
    expected: ['ok', 'caught-up'],
  },

  {
    name: 'its lag has reached the retention',
    facts: consumer([during(60, { lag: seconds(24 * HOUR), records: 100 })]),
    expected: ['stalled', 'losing-records'],
    because: 'records are kept for 1\u202fd',
  },
  {
    name: 'its lag is above half of the retention and shrinks',
    facts: consumer([during(60, { lag: growing(15 * HOUR, -0.5), records: 9_000 })]),
    expected: ['slow', 'near-expiry'],
  },
  {
    name: 'the same lag, with a week of retention, is only slow',
    facts: consumer([during(60, { lag: growing(15 * HOUR, -0.5), records: 9_000 })], { retentionSeconds: 7 * 86_400 }),
    expected: ['slow', 'catches-up-slowly'],
  },
  {
    name: 'figures that cannot be lags are none',
    facts: consumer([during(30, CAUGHT_UP), during(30, { lag: (minute) => (minute % 2 === 0 ? -5 : Infinity), records: 6_000 })]),
    expected: ['ok', 'keeping-up'],
  },

  { name: 'never read', facts: consumer([]), expected: ['unknown', 'never-read'] },
  { name: 'two minutes are too few', facts: consumer([during(4, CAUGHT_UP)]), expected: ['unknown', 'warming-up'] },
  {
    name: 'overdue: what was stopped stands',
    facts: consumer([during(60, CAUGHT_UP)], { unread: 20 }),
    previous: was('stopped', 'nothing-read'),
    expected: ['stale', 'readings-late'],
    because: 'was stopped',
  },
  {
    name: 'overdue for longer: unknown, and what it was is remembered',
    facts: consumer([during(90, CAUGHT_UP)], { unread: 60 }),
    previous: was('stale', 'readings-late', minutesAgo(40), {
      standing: { state: 'stopped', reason: 'nothing-read', because: 'reads no record', since: minutesAgo(90) },
    }),
    expected: ['unknown', 'no-data'],
    because: 'was stopped: reads no record',
  },
  {
    name: 'back after unknown: a state that went on keeps its beginning',
    facts: consumer([during(60, { lag: growing(0, 1), records: 0 })]),
    previous: was('unknown', 'no-data', minutesAgo(30), {
      standing: { state: 'stopped', reason: 'nothing-read', because: 'reads no record', since: minutesAgo(90) },
    }),
    expected: ['stopped', 'nothing-read'],
    since: minutesAgo(90),
  },
  { name: 'denied', facts: consumer([], { failure: 'denied' }), expected: ['unknown', 'denied'] },
  { name: 'deregistered', facts: consumer([during(60, CAUGHT_UP)], { failure: 'deleted' }), expected: ['unknown', 'deleted'] },
];
