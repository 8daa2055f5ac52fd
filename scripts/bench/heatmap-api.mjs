import { equalRanges, MINUTE_MS, resourceIdOf } from '@weir/domain';
import { openStore } from '@weir/store';
import { comparison, figure, inTurns, timed } from './measure.mjs';
import { connect, startScratchPostgres } from './scratch-database.mjs';
import { ACCOUNT, REGION } from './synthetic-queues.mjs';
import { AUTHORIZED, startWeirServer } from './weir-server.mjs';

const SHARDS = 1_000;
const MINUTES = 1_440;
const STREAM = 'fleet-telemetry';
const ARN = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/${STREAM}`;
/** What a shard takes in a minute at its limit, bytes (Kinesis quotas: 1 MiB a second). */
const LIMIT_BYTES = 60 * 1_048_576;
const WRITTEN_AT_ONCE = 120;
/** What a heatmap of write utilisation is made of. */
const METRICS = /** @type {const} */ (['incomingBytes', 'incomingRecords', 'writeThrottled']);

/** The rows of the range as the table has them: what any answer has to read. */
const BARE = `SELECT round(date_part('epoch', at) * 1000), settled, incoming_bytes, incoming_records, write_throttled FROM shard_minute
  WHERE at >= $1 AND at < $2 ORDER BY at`;

/**
 * The heatmap of a thousand shards by a day of minutes over HTTP, from Weir's own server on a database that holds them, beside one bare connection
 * that reads the same rows and makes nothing of them.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function heatmapAnswers(bench) {
  const { closing, quick, signal } = bench;
  const postgres = await startScratchPostgres(bench);
  const database = await postgres.createDatabase('heat');
  const to = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 5 * MINUTE_MS;
  const from = to - MINUTES * MINUTE_MS;
  await seed(database, from, to);
  await postgres.settle();
  const accounts = [{ id: ACCOUNT, name: 'prod', roleArn: `arn:aws:iam::${ACCOUNT}:role/weir-reader`, regions: [REGION] }];
  const url = await startWeirServer(bench, { WEIR_ROLES: 'api', DATABASE_URL: database }, { accounts });
  const client = await connect(database);
  closing.push(() => client.end());

  const path = `${url}/api/v1/streams/${resourceIdOf(ARN)}/heatmap?axis=shard&metric=write&from=${from}&to=${to}&step=60`;
  const sizes = { binary: 0, json: 0 };
  const ask = (/** @type {'binary' | 'json'} */ format) =>
    timed(async () => {
      const response = await fetch(`${path}&format=${format}`, AUTHORIZED);
      const body = await response.arrayBuffer();
      if (!response.ok) throw new Error(`the heatmap was refused: ${response.status} ${Buffer.from(body).toString()}`);
      sizes[format] = body.byteLength;
    });
  const bare = () =>
    timed(async () => {
      const { rows } = await client.query({ name: 'heat', text: BARE, values: [new Date(from), new Date(to)], rowMode: 'array' });
      if (rows.length !== MINUTES) throw new Error(`the bare query finds ${rows.length} minutes`);
    });
  const options = { warmUps: 3, turns: quick ? 5 : 15, signal };
  const binary = await inTurns({ weir: () => ask('binary'), bare }, options);
  const json = await inTurns({ weir: () => ask('json'), bare }, options);
  const what = `Heatmap of ${SHARDS.toLocaleString('en')} shards × ${MINUTES.toLocaleString('en')} minutes over HTTP`;
  return [
    comparison(`${what}, binary`, 'ms', binary, null),
    comparison(`${what}, JSON`, 'ms', json, null),
    figure('  … binary', 'MB', sizes.binary / 1e6),
    figure('  … JSON', 'MB', sizes.json / 1e6),
  ];
}

/** @param {string} database @param {number} from @param {number} to */
async function seed(database, from, to) {
  const store = await openStore({ url: database });
  const shards = equalRanges(SHARDS).map((range, index) => ({
    shardId: `shardId-${String(index).padStart(12, '0')}`,
    range,
    parentShardId: null,
    adjacentParentShardId: null,
    open: true,
  }));
  const streamId = resourceIdOf(ARN);
  await store.catalogue.record({ accountId: ACCOUNT, region: REGION }, 'stream', [streamOf(shards.length)], from);
  await store.streams.recordShards(streamId, shards, from);
  for (let start = from; start < to; start += WRITTEN_AT_ONCE * MINUTE_MS) {
    const minutes = Array.from({ length: Math.min(WRITTEN_AT_ONCE, (to - start) / MINUTE_MS) }, (_, index) => start + index * MINUTE_MS);
    await store.streams.writeShardMinutes(
      minutes.map((at) => ({ streamId, at, source: /** @type {const} */ ('metrics'), settled: true, values: valuesAt(at / MINUTE_MS) })),
    );
  }
  await store.close();
}

/** Loads that differ by shard and sway over the day, so that nothing packs better than real ones do. @param {number} minute */
function valuesAt(minute) {
  const of = (/** @type {(shard: number) => number} */ value) => Array.from({ length: SHARDS }, (_, shard) => value(shard));
  const load = (/** @type {number} */ shard) => 0.3 + 0.25 * Math.sin((minute + shard * 7) / 180) + 0.05 * Math.sin(minute * shard);
  const [bytes, records, throttled] = METRICS;
  return {
    [bytes]: of((shard) => Math.round(LIMIT_BYTES * load(shard))),
    [records]: of((shard) => Math.round(60_000 * load(shard) * 0.4)),
    [throttled]: of((shard) => (load(shard) > 0.58 ? 3 : 0)),
  };
}

/** @param {number} openShards @returns {import('@weir/domain').DiscoveredStream} */
function streamOf(openShards) {
  return {
    kind: 'stream',
    accountId: ACCOUNT,
    region: REGION,
    arn: ARN,
    name: STREAM,
    config: {
      status: 'ACTIVE',
      mode: 'PROVISIONED',
      distribution: 'USER_PARTITION_KEY',
      retentionHours: 24,
      openShards,
      maxRecordKibibytes: 1_024,
      shardMetrics: ['ALL'],
      encrypted: false,
      createdAt: null,
      problems: [],
    },
    shards: null,
    tags: {},
  };
}
