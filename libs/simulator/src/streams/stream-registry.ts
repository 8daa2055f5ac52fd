import type { EstateBlueprint, ScopeBlueprint } from '../estate/blueprint.js';
import type { StreamBlueprint, StreamTurn } from '../estate/stream-blueprint.js';
import { consumerArn, streamArn } from '../world/arn.js';
import { Chapters } from './chapters.js';
import { SHARD_LEVEL_METRICS, SimulatedStream, type StreamSettings } from './simulated-stream.js';

/** The company set up its streams on a Monday, long ago: what happens to their shards every week is counted from here. */
const FOUNDED = Date.UTC(2024, 0, 1);

/** Consumers are followed for so long before history begins, so that what is told of it does not depend on when that is. */
const WARM_UP_MS = 24 * 3_600_000;

/** The streams of one account in one region. Nothing is advanced until somebody looks at a stream. */
export class StreamRegistry {
  private readonly streams = new Map<string, SimulatedStream>();

  constructor(
    private readonly scope: ScopeBlueprint,
    private readonly estate: EstateBlueprint,
    private readonly seed: number,
    /** History is told from here on. */
    private readonly historyFrom: number,
  ) {
    for (const blueprint of estate.streams) if (this.isHere(blueprint)) this.settleIn(blueprint, Math.min(FOUNDED, historyFrom));
    for (const turn of estate.turns) this.turn(turn);
  }

  get names(): readonly string[] {
    return [...this.streams.keys()].sort();
  }

  get size(): number {
    return this.streams.size;
  }

  /** The stream as it is at `now`. */
  at(name: string, now: number): SimulatedStream | undefined {
    const stream = this.streams.get(name);
    if (stream?.isGone(now)) this.streams.delete(name);
    else stream?.advance(now);
    return this.streams.get(name);
  }

  all(now: number): SimulatedStream[] {
    return this.names.flatMap((name) => this.at(name, now) ?? []);
  }

  /** From an instant on, streams behave as drawn; new ones begin to exist. */
  turn({ from, streams }: StreamTurn): void {
    for (const blueprint of streams) {
      if (!this.isHere(blueprint)) continue;
      const stream = this.streams.get(blueprint.name);
      if (!stream) {
        this.settleIn(blueprint, from);
        continue;
      }
      stream.advance(from - 1);
      stream.chapters.begin(blueprint, from);
      stream.turnAt(from);
    }
  }

  /** A stream nobody planned. The caller has checked the name. */
  create(name: string, shardCount: number, settings: StreamSettings, now: number): SimulatedStream {
    const { accountId, region } = this.scope;
    const blueprint: StreamBlueprint = {
      accountId,
      region,
      name,
      tags: {},
      mode: settings.mode,
      distribution: settings.distribution,
      retentionHours: settings.retentionHours,
      maxRecordKiB: settings.maxRecordKiB,
      shardCount,
      enhancedMonitoring: false,
      traffic: null,
      consumers: [],
      reshards: { kind: 'none' },
      lasting: [],
    };
    return this.build(blueprint, settings, Math.floor(now / 1000) * 1000);
  }

  private settleIn(blueprint: StreamBlueprint, createdAt: number): void {
    const { mode, distribution, retentionHours, maxRecordKiB, tags } = blueprint;
    const settings = { mode, distribution, retentionHours, maxRecordKiB, tags: new Map(Object.entries(tags)) };
    const stream = this.build(blueprint, settings, createdAt);
    if (blueprint.enhancedMonitoring) stream.monitor(SHARD_LEVEL_METRICS, true, createdAt);
    for (const { kind, name } of blueprint.consumers) {
      if (kind === 'fan-out') stream.registered.push({ name, arn: consumerArn(stream.identity.arn, name, createdAt), createdAt });
    }
  }

  private build(blueprint: StreamBlueprint, settings: StreamSettings, createdAt: number): SimulatedStream {
    const { accountId, region, name, shardCount } = blueprint;
    const arn = streamArn(blueprint);
    const chapters = new Chapters(blueprint, this.estate.streamEpisodes, arn, this.scope, this.seed);
    const identity = { accountId, region, name, arn };
    const since = Math.max(createdAt, this.historyFrom - WARM_UP_MS);
    const stream = new SimulatedStream(identity, settings, chapters, createdAt, shardCount, since, this.seed);
    this.streams.set(name, stream);
    return stream;
  }

  private isHere({ accountId, region }: StreamBlueprint): boolean {
    return accountId === this.scope.accountId && region === this.scope.region;
  }
}
