import { BUSY, during, FULL, minuteStart, minutesAgo, ON_DEMAND, shard, stream, was, type StreamCase } from './case-windows.js';

const refusing = (records: number) => ({ ...BUSY, throttled: records });
const of = (share: number) => ({ bytes: share * FULL.bytes, records: share * 0.3 * FULL.records });

/** The correctness table of streams: windows and the verdict each must get. It grows with every wrong verdict that is found. */
export const STREAM_CASES: readonly StreamCase[] = [
  {
    name: 'a busy stream with room',
    facts: stream([during(60, BUSY)]),
    expected: ['ok', 'flowing'],
    because: '500\u202f/s accepted, 50\u202f% of its limit',
  },
  {
    name: 'an on-demand stream has no limit to be near to',
    facts: stream([during(60, { bytes: 9 * FULL.bytes, records: 2 * FULL.records })], { config: ON_DEMAND }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'minutes without points are minutes without records',
    facts: stream([during(60, {})]),
    expected: ['idle', 'no-traffic'],
  },
  { name: 'zeroes are no records either', facts: stream([during(60, { bytes: 0, records: 0 })]), expected: ['idle', 'no-traffic'] },
  {
    name: 'records every few minutes are traffic',
    facts: stream([during(60, { records: (minute) => (minute % 7 === 0 ? 40 : null), bytes: null })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'quiet for four minutes is not idle yet',
    facts: stream([during(54, BUSY), during(6, {})]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'the newest minutes lack their points as yet: not idle',
    facts: stream([during(57, BUSY), during(3, {})], { unread: 1 }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'the running minute has only begun to fill',
    facts: stream([during(59, BUSY), during(1, { bytes: 10, records: 1, throttled: 5_000 })], { unread: 0 }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a stream that is being created',
    facts: stream([], { config: { mode: 'PROVISIONED', status: 'CREATING', openShards: 0 } }),
    expected: ['idle', 'being-created'],
  },
  {
    name: 'a stream that is being deleted',
    facts: stream([during(60, BUSY)], { config: { mode: 'PROVISIONED', status: 'DELETING', openShards: 4 } }),
    expected: ['unknown', 'deleted'],
  },
  {
    name: 'resharding is no trouble',
    facts: stream([during(60, BUSY)], { config: { mode: 'PROVISIONED', status: 'UPDATING', openShards: 4 } }),
    expected: ['ok', 'flowing'],
  },

  {
    name: 'a shard at 40 % of its minute refuses records',
    facts: stream([during(50, BUSY), during(10, refusing(300))], {
      shards: [shard('shard-0', during(10, of(0.2))), shard('shard-2', during(10, { ...of(0.4), throttled: 300 }))],
    }),
    expected: ['slow', 'shard-throttled'],
    because: 'shard-2 refuses records at 40\u202f% of its limit',
    since: minuteStart(5),
  },
  {
    name: 'shard metrics show the refusals before the stream does',
    facts: stream([during(60, BUSY)], { shards: [shard('shard-2', during(10, { ...of(0.5), throttled: 60 }))] }),
    expected: ['slow', 'shard-throttled'],
  },
  {
    name: 'refusals whose shard is not known',
    facts: stream([during(50, BUSY), during(10, refusing(60))]),
    expected: ['slow', 'stream-throttled'],
    because: '1\u202f/s refused',
  },
  {
    name: 'the shards that are known are not the ones that refuse',
    facts: stream([during(50, BUSY), during(10, refusing(60))], { shards: [shard('shard-0', during(10, of(0.2)))] }),
    expected: ['slow', 'stream-throttled'],
  },
  {
    name: 'a count that has not settled is evidence all the same: it only grows',
    facts: stream([during(57, BUSY), during(3, refusing(200))], { unread: 1, unsettled: 60 }),
    expected: ['slow', 'stream-throttled'],
  },
  {
    name: 'a handful refused once is nothing',
    facts: stream([during(56, BUSY), during(1, refusing(9)), during(3, BUSY)]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a few in two minutes, but under ten in all, are nothing',
    facts: stream([during(54, BUSY), during(6, refusing(1))]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'a hundred at once are worth a word',
    facts: stream([during(56, BUSY), during(1, refusing(120)), during(3, BUSY)]),
    expected: ['slow', 'stream-throttled'],
  },
  {
    name: 'once throttled, a few more keep it so',
    facts: stream([during(56, BUSY), during(1, refusing(3)), during(3, BUSY)]),
    previous: was('slow', 'shard-throttled', minutesAgo(20)),
    expected: ['slow', 'stream-throttled'],
    since: minutesAgo(20),
  },
  {
    name: 'throttled, and over: five minutes without a refusal',
    facts: stream([during(40, refusing(400)), during(8, BUSY)]),
    previous: was('slow', 'stream-throttled'),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'two thirds of what is put are refused, minute after minute',
    facts: stream([during(50, BUSY), during(10, refusing(60_000))]),
    expected: ['stalled', 'writes-refused'],
    because: '66.7\u202f% of what is put',
  },
  {
    name: 'half of the tries refused: with three tries a record that may be a fifth of the records',
    facts: stream([during(50, BUSY), during(10, refusing(30_000))]),
    expected: ['slow', 'stream-throttled'],
  },
  {
    name: 'half of the tries refused, after two thirds: it does not flap',
    facts: stream([during(50, BUSY), during(10, refusing(30_000))]),
    previous: was('stalled', 'writes-refused', minutesAgo(8)),
    expected: ['stalled', 'writes-refused'],
  },
  {
    name: 'the newest minutes are not told yet: refused once, it stays so',
    facts: stream([during(55, BUSY), during(2, refusing(60_000)), during(3, {})]),
    previous: was('stalled', 'writes-refused', minutesAgo(8)),
    expected: ['stalled', 'writes-refused'],
  },
  {
    name: 'a third refused in a burst of two minutes is throttling',
    facts: stream([during(56, BUSY), during(2, refusing(15_000)), during(2, BUSY)]),
    expected: ['slow', 'stream-throttled'],
  },
  {
    name: 'a third of very little is throttling',
    facts: stream([during(50, { bytes: 100, records: 30 }), during(10, { bytes: 100, records: 30, throttled: 15 })]),
    expected: ['slow', 'stream-throttled'],
  },
  {
    name: 'the shard of a single hot key among many cool ones',
    facts: stream([during(50, BUSY), during(10, refusing(4_000))], {
      shards: [shard('shard-0', during(10, of(0.1))), shard('shard-1', during(10, { ...of(0.97), throttled: 4_000 }))],
    }),
    expected: ['slow', 'shard-throttled'],
    because: 'shard-1',
  },
  {
    name: 'on demand: traffic trebled in a few minutes',
    facts: stream([during(55, BUSY), during(5, { bytes: 6 * FULL.bytes, records: 1.5 * FULL.records, throttled: 9_000 })], {
      config: ON_DEMAND,
    }),
    expected: ['slow', 'spike-throttled'],
    because: 'traffic grew 3.',
  },
  {
    name: 'on demand: refusals without a spike are a hot key',
    facts: stream([during(50, BUSY), during(10, refusing(2_000))], {
      config: ON_DEMAND,
      shards: [shard('shard-3', during(10, { ...of(0.9), throttled: 2_000 }))],
    }),
    expected: ['slow', 'shard-throttled'],
  },
  {
    name: 'provisioned: a spike is throttling like any other',
    facts: stream([during(55, BUSY), during(5, { bytes: 5 * FULL.bytes, records: 1.5 * FULL.records, throttled: 9_000 })]),
    expected: ['slow', 'stream-throttled'],
  },
  {
    name: 'on demand from nothing: there is no traffic before to compare with',
    facts: stream([during(30, {}), during(5, { bytes: 6 * FULL.bytes, records: 1.5 * FULL.records, throttled: 9_000 })], {
      config: ON_DEMAND,
    }),
    expected: ['slow', 'stream-throttled'],
  },

  {
    name: 'a shard near its limit that refuses nothing yet',
    facts: stream([during(60, BUSY)], { shards: [shard('shard-0', during(10, of(0.3))), shard('shard-1', during(10, of(0.86)))] }),
    expected: ['slow', 'shard-near-limit'],
    because: 'shard-1 takes 86\u202f% of its limit',
  },
  {
    name: 'several shards near their limits',
    facts: stream([during(60, BUSY)], { shards: ['a', 'b', 'c'].map((id) => shard(id, during(10, of(0.9)))) }),
    expected: ['slow', 'shard-near-limit'],
    because: 'and 2 more like it',
  },
  {
    name: 'near the limit by records, hardly by bytes',
    facts: stream([during(60, BUSY)], { shards: [shard('shard-1', during(10, { bytes: 1_000, records: 0.95 * FULL.records }))] }),
    expected: ['slow', 'shard-near-limit'],
  },
  {
    name: 'a shard at 75 % is near no limit',
    facts: stream([during(60, BUSY)], { shards: [shard('shard-1', during(10, of(0.75)))] }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'once near its limit it is let go below 70 %',
    facts: stream([during(60, BUSY)], { shards: [shard('shard-1', during(10, of(0.75)))] }),
    previous: was('slow', 'shard-near-limit'),
    expected: ['slow', 'shard-near-limit'],
  },
  {
    name: 'a child of a split, seen for two minutes',
    facts: stream([during(60, BUSY)], { shards: [shard('child', during(4, of(0.95)))] }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'the whole stream near its limit, shards not metered',
    facts: stream([during(60, { bytes: 3.5 * FULL.bytes, records: FULL.records })]),
    expected: ['slow', 'stream-near-limit'],
    because: '87.5\u202f% of what its 4 shards take',
  },
  {
    name: 'near its limit, although the newest minutes still lack a part of their records',
    facts: stream([
      during(55, { bytes: 3.8 * FULL.bytes, records: FULL.records }),
      during(5, { bytes: 2.8 * FULL.bytes, records: 0.8 * FULL.records }),
    ]),
    expected: ['slow', 'stream-near-limit'],
    because: '95\u202f% of what its 4 shards take',
  },
  {
    name: 'reads are refused, minute after minute',
    facts: stream([during(50, BUSY), during(10, { ...BUSY, readThrottled: 40 })]),
    expected: ['slow', 'reads-throttled'],
    because: '40 reads a minute',
  },
  {
    name: 'a read refused now and then is what eager pollers get',
    facts: stream([during(50, BUSY), during(10, { ...BUSY, readThrottled: 2 })]),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'refused writes come before refused reads',
    facts: stream([during(50, BUSY), during(10, { ...BUSY, readThrottled: 40, throttled: 60 })]),
    expected: ['slow', 'stream-throttled'],
  },

  {
    name: 'those who poll it stopped',
    facts: stream([during(60, BUSY)], { readers: { state: 'stopped', because: 'reads nothing any more', since: minutesAgo(12) } }),
    expected: ['stopped', 'readers-stopped'],
    because: 'those who poll it: reads nothing any more',
    since: minutesAgo(12),
  },
  {
    name: 'a poisoned reader outweighs refused writes',
    facts: stream([during(50, BUSY), during(10, refusing(15_000))], {
      readers: { state: 'poisoned', because: 'stands still', since: minutesAgo(3) },
    }),
    expected: ['poisoned', 'readers-poisoned'],
  },
  {
    name: 'refused writes outweigh slow readers',
    facts: stream([during(50, BUSY), during(10, refusing(60))], { readers: { state: 'slow', because: 'behind', since: minutesAgo(3) } }),
    expected: ['slow', 'stream-throttled'],
  },
  {
    name: 'readers that fall behind',
    facts: stream([during(60, BUSY)], { readers: { state: 'slow', because: '20 min behind', since: minutesAgo(3) } }),
    expected: ['slow', 'readers-slow'],
  },
  {
    name: 'readers that hardly advance',
    facts: stream([during(60, BUSY)], { readers: { state: 'stalled', because: 'behind', since: minutesAgo(3) } }),
    expected: ['stalled', 'readers-stalled'],
  },
  {
    name: 'readers of which nothing is known say nothing of the stream',
    facts: stream([during(60, BUSY)], { readers: { state: 'unknown', because: 'no position', since: minutesAgo(3) } }),
    expected: ['ok', 'flowing'],
  },

  { name: 'never read', facts: stream([]), expected: ['unknown', 'never-read'] },
  { name: 'never read, for it is denied', facts: stream([], { failure: 'denied' }), expected: ['unknown', 'denied'] },
  { name: 'two minutes are too few', facts: stream([during(4, BUSY)]), expected: ['unknown', 'warming-up'] },
  {
    name: 'two minutes are too few to clear what was broken',
    facts: stream([during(4, BUSY)]),
    previous: was('stalled', 'writes-refused'),
    expected: ['stale', 'readings-few'],
    because: 'was stalled',
  },
  {
    name: 'readings overdue: the last verdict stands',
    facts: stream([during(60, BUSY)], { unread: 20 }),
    previous: was('slow', 'shard-throttled'),
    expected: ['stale', 'readings-late'],
    because: 'was slow: shard-throttled before',
  },
  {
    name: 'readings throttled',
    facts: stream([during(60, BUSY)], { unread: 20, failure: 'throttled' }),
    previous: was('ok', 'flowing'),
    expected: ['stale', 'readings-throttled'],
  },
  {
    name: 'readings denied since lately',
    facts: stream([during(60, BUSY)], { unread: 20, failure: 'denied' }),
    previous: was('ok', 'flowing'),
    expected: ['stale', 'readings-denied'],
  },
  {
    name: 'a failed read does not matter while the last one is fresh',
    facts: stream([during(60, BUSY)], { failure: 'throttled' }),
    expected: ['ok', 'flowing'],
  },
  {
    name: 'overdue for longer than a verdict stands',
    facts: stream([during(90, BUSY)], { unread: 60 }),
    previous: was('slow', 'shard-throttled'),
    expected: ['unknown', 'no-data'],
  },
  {
    name: 'the collector was down for an hour',
    facts: stream([during(90, BUSY)], { unread: 60, failure: 'collector-down' }),
    previous: was('ok', 'flowing'),
    expected: ['unknown', 'unreachable'],
  },
  {
    name: 'AWS out of reach for a while',
    facts: stream([during(60, BUSY)], { unread: 20, failure: 'collector-down' }),
    previous: was('ok', 'flowing'),
    expected: ['stale', 'readings-unreachable'],
  },
  {
    name: 'AWS has refused the reads for an hour',
    facts: stream([during(90, BUSY)], { unread: 60, failure: 'throttled' }),
    expected: ['unknown', 'throttled'],
  },
  { name: 'not read for its price', facts: stream([], { failure: 'not-asked' }), expected: ['unknown', 'not-asked'] },
  {
    name: 'no longer read for its price',
    facts: stream([during(60, BUSY)], { unread: 20, failure: 'not-asked' }),
    previous: was('ok', 'flowing'),
    expected: ['stale', 'readings-not-asked'],
  },
  {
    name: 'deleted',
    facts: stream([during(60, BUSY)], { deletedAt: minutesAgo(9) }),
    expected: ['unknown', 'deleted'],
    since: minutesAgo(9),
  },
];
