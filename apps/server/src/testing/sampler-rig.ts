import { setImmediate, setTimeout } from 'node:timers/promises';
import { createAwsAccess, type AwsAccess, type ScopeReader } from '@weir/aws';
import { weirConfig, type StreamDetail, type StreamShard, type WeirConfig } from '@weir/contract';
import { type KeyMinute, MINUTE_MS, parseKeyMinutes, resourceIdOf } from '@weir/domain';
import { openStore, type Store } from '@weir/store';
import { EstateService } from '../estate/estate-service.js';
import { Log } from '../log.js';
import { StreamCollector } from '../pipeline/streams/stream-collector.js';
import { SelfMetrics } from '../self-metrics.js';
import { freshDatabase } from './fresh-database.js';
import type { KinesisTarget } from './kinesis-targets.js';
import { seeded } from './seeded.js';

const START = Date.UTC(2026, 10, 24, 9, 0);
/** In real time. */
const SETTLES_WITHIN_MS = 10_000;
/** A second of the test lasts at least so long: Kinesis refuses calls of a shard that come too fast in real time. */
const SECOND_LASTS_MS = 15;

/**
 * The collector of streams, its sampler, the store and the read side, as the server has them, beside any Kinesis. Producers and operators
 * are the test's own.
 */
export class SamplerRig {
  now = START;
  /** Reads that were told that their place is no longer known. */
  expiredReads = 0;
  readonly #config: WeirConfig;
  readonly #aws: AwsAccess;
  readonly #collector: StreamCollector;
  readonly #written = new Map<string, number>();
  #beforeRead: (() => Promise<void>) | null = null;

  private constructor(
    readonly target: KinesisTarget,
    private readonly store: Store,
    private readonly close: () => Promise<void>,
  ) {
    const { accountId, region, url, credentials } = target;
    this.#config = weirConfig.parse({
      accounts: [{ id: accountId, name: 'conformance', regions: [region] }],
      cadence: { discoverySeconds: 60 },
      cloudwatch: { backfillDays: 0 },
      streams: { sample: [{ stream: '*' }], budget: { shareOfBytes: 0.2 } },
    });
    let waitedMs = 0;
    this.#aws = createAwsAccess({
      accounts: this.#config.accounts,
      endpoint: url,
      credentials: () => Promise.resolve(credentials),
      now: () => this.now + waitedMs,
      random: seeded(),
      // Whoever waits for a turn, or to try again, sees time pass; nobody else does.
      sleep: async (ms) => {
        waitedMs += ms;
        await setImmediate();
      },
      onCall: () => undefined,
    });
    this.#collector = new StreamCollector({
      aws: { ...this.#aws, scope: (scope) => this.#interrupted(this.#aws.scope(scope)) },
      store,
      config: this.#config,
      log: new Log(process.env['WEIR_TEST_LOG'] ?? 'fatal'),
      metrics: new SelfMetrics(),
      now: () => this.now,
      random: seeded(),
      watched: () => new Set(),
      holds: () => true,
      stepsOf: () => [],
      onListed: () => undefined,
      onChanged: () => undefined,
    });
  }

  static async start(startTarget: (startAt: number) => Promise<KinesisTarget>): Promise<SamplerRig> {
    const store = await openStore({ url: await freshDatabase(), onProblem: () => undefined });
    // Last of all: kinesalite's clock is the clock of this process.
    const target = await startTarget(START);
    const rig = new SamplerRig(target, store, async () => {
      await target.stop();
      await store.close();
    });
    await rig.#collector.restore([], () => true);
    return rig;
  }

  async stop(): Promise<void> {
    await this.#collector.flush();
    this.#aws.close();
    await this.close();
  }

  /** Before its next read of records, Weir is held up: as when its machine sleeps. */
  holdUpNextRead(seconds: number): void {
    this.#beforeRead = async () => {
      await this.#moveTo(this.now + seconds * 1000);
    };
  }

  /** Lets time pass second by second. @param produce called with each */
  async advance(seconds: number, produce: (second: number) => Promise<void> = () => Promise.resolve()): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      await produce(second);
      await this.#moveTo(this.now + 1000);
      await Promise.all([...this.#collector.tick(new AbortController().signal), setTimeout(SECOND_LASTS_MS)]);
    }
  }

  /** Until an operator's change of a stream is done. Kinesis by others takes real time for it. */
  async untilActive(stream: string): Promise<void> {
    const deadline = performance.now() + SETTLES_WITHIN_MS;
    while (performance.now() < deadline) {
      const answer = await this.kinesis('DescribeStreamSummary', { StreamName: stream });
      if (JSON.stringify(answer).includes('"ACTIVE"')) return;
      await this.#moveTo(this.now + 1000);
      await setTimeout(20);
    }
    throw new Error(`${stream} does not become active`);
  }

  /** Writes records of so many bytes of data, and keeps the account. */
  async put(stream: string, records: readonly { readonly key: string; readonly bytes: number }[]): Promise<void> {
    const Records = records.map(({ key, bytes }) => ({ PartitionKey: key, Data: Buffer.alloc(bytes, 46).toString('base64') }));
    const answer = await this.kinesis('PutRecords', { StreamName: stream, Records });
    if (!JSON.stringify(answer).includes('"FailedRecordCount":0')) throw new Error('records were refused');
    for (const { key, bytes } of records)
      this.#written.set(`${stream} ${key}`, (this.#written.get(`${stream} ${key}`) ?? 0) + bytes + key.length);
  }

  /** Bytes of a key among all that was ever written to its stream, 0 to 1. */
  trueShare(stream: string, key: string): number {
    let total = 0;
    for (const [of, bytes] of this.#written) if (of.startsWith(`${stream} `)) total += bytes;
    return (this.#written.get(`${stream} ${key}`) ?? 0) / total;
  }

  async detail(stream: string): Promise<StreamDetail> {
    return this.#estate(async ({ streams, resource }) => streams.detail(resource(this.#idOf(stream))));
  }

  async shards(stream: string): Promise<readonly StreamShard[]> {
    return this.#estate(async ({ streams, resource }) => (await streams.shards(resource(this.#idOf(stream)))).items);
  }

  /** What sampling stored of a stream since an instant. */
  async sampled(stream: string, from: number): Promise<readonly KeyMinute[]> {
    return parseKeyMinutes(await this.store.streams.readKeyMinutes(this.#idOf(stream), from, this.now + MINUTE_MS));
  }

  /** Calls Kinesis as whoever owns the stream would. @throws Error with the answer when it is refused */
  async kinesis(operation: string, input: object): Promise<unknown> {
    const { url, region, credentials } = this.target;
    const date = new Date(this.now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(input),
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Kinesis_20131202.${operation}`,
        'x-amz-date': date,
        authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${date.slice(0, 8)}/${region}/kinesis/aws4_request, SignedHeaders=host, Signature=0`,
      },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${operation}: ${String(response.status)} ${text}`);
    const answer: unknown = text === '' ? null : JSON.parse(text);
    return answer;
  }

  #idOf(stream: string) {
    return resourceIdOf(`arn:aws:kinesis:${this.target.region}:${this.target.accountId}:stream/${stream}`);
  }

  async #moveTo(at: number): Promise<void> {
    this.now = at;
    await this.target.setNow(at);
  }

  #interrupted(reader: ScopeReader): ScopeReader {
    return {
      ...reader,
      readShard: async (...args) => {
        const interrupt = this.#beforeRead;
        this.#beforeRead = null;
        await interrupt?.();
        const reply = await reader.readShard(...args);
        if (reply.kind === 'expired') this.expiredReads += 1;
        return reply;
      },
    };
  }

  /** Composed anew each time: what people see is what is stored, and notices of the store take real time. */
  async #estate<Answer>(
    ask: (of: {
      readonly streams: EstateService['streams'];
      readonly resource: (id: ReturnType<typeof resourceIdOf>) => NonNullable<ReturnType<EstateService['resource']>>;
    }) => Promise<Answer>,
  ): Promise<Answer> {
    const settings = { mode: 'aws', config: this.#config, awsEndpoint: this.target.url } as const;
    const estate = new EstateService(this.store, settings, new Log('fatal'), () => this.now);
    await estate.start();
    try {
      const resource = (id: ReturnType<typeof resourceIdOf>) => {
        const found = estate.resource(id);
        if (found === undefined) throw new Error('the stream is not known');
        return found;
      };
      return await ask({ streams: estate.streams, resource });
    } finally {
      await estate.stop();
    }
  }
}
