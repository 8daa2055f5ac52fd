import type { RecordDistribution, StreamMode } from '../../estate/stream-blueprint.js';
import { SHARD_LEVEL_METRICS, type ShardLevelMetric, type SimulatedStream } from '../../streams/simulated-stream.js';
import type { Call, Operation } from '../caller.js';
import { isRecord, optionalText, optionalWhole, textMap, texts, type RawInput } from '../input.js';
import { activeStreamOf, inUse, invalidArgument, required, streamNameOf, streamOf, validation } from './kinesis-input.js';
import { refuseMoreShards } from './shard-operations.js';

const ON_DEMAND_SHARDS = 4;
const DEFAULT_RETENTION_HOURS = 24;
const DEFAULT_RECORD_KIB = 1_024;

/** Streams as a whole: made, changed, and watched shard by shard. */
export const streamOperations: Readonly<Record<string, Operation>> = {
  CreateStream(call, input) {
    required(input, 'StreamName');
    const name = streamNameOf(call, { StreamName: input['StreamName'] });
    const streams = call.world.scope(call.accountId, call.region)?.streams;
    if (!streams) throw invalidArgument('The company has nothing in this region.');
    if (streams.at(name, call.now)) throw inUse(`Stream ${name} under account ${call.accountId} already exists.`);
    const mode = modeOf(input, 'PROVISIONED');
    const count = optionalWhole(input, 'ShardCount');
    if (mode === 'PROVISIONED' && (count === undefined || count < 1))
      throw validation('ShardCount must be at least 1 for a PROVISIONED stream.');
    if (mode === 'ON_DEMAND' && count !== undefined) throw validation('Requested ShardCount is not allowed for an ON_DEMAND stream.');
    refuseMoreShards(call, count ?? ON_DEMAND_SHARDS);
    const settings = {
      mode,
      distribution: distributionOf(input, mode),
      retentionHours: DEFAULT_RETENTION_HOURS,
      maxRecordKiB: optionalWhole(input, 'MaxRecordSizeInKiB') ?? DEFAULT_RECORD_KIB,
      tags: new Map(Object.entries(textMap(input, 'Tags'))),
    };
    streams.create(name, count ?? ON_DEMAND_SHARDS, settings, call.now);
    return {};
  },

  DeleteStream(call, input) {
    const stream = streamOf(call, input);
    if (stream.registered.length > 0 && input['EnforceConsumerDeletion'] !== true) {
      throw inUse(`Stream ${stream.identity.name} has registered consumers.`);
    }
    stream.beginDeletion(call.now);
    return {};
  },

  UpdateStreamMode(call, input) {
    const stream = activeStreamOf(call, { StreamARN: required(input, 'StreamARN') });
    stream.settings.mode = modeOf(input, stream.settings.mode);
    if (stream.settings.mode === 'PROVISIONED') stream.settings.distribution = 'USER_PARTITION_KEY';
    return {};
  },

  EnableEnhancedMonitoring: (call, input) => monitor(call, input, true),
  DisableEnhancedMonitoring: (call, input) => monitor(call, input, false),
};

function monitor(call: Call, input: RawInput, on: boolean): Readonly<Record<string, unknown>> {
  const stream = activeStreamOf(call, input);
  const current = stream.monitoredAt(call.now);
  stream.monitor(metricsOf(input), on, call.now);
  return { ...named(stream), CurrentShardLevelMetrics: current, DesiredShardLevelMetrics: stream.monitoredAt(call.now) };
}

function metricsOf(input: RawInput): readonly ShardLevelMetric[] {
  const asked = texts(input, 'ShardLevelMetrics');
  if (asked.includes('ALL')) return SHARD_LEVEL_METRICS;
  const known = SHARD_LEVEL_METRICS.filter((metric) => asked.includes(metric));
  if (asked.length === 0 || known.length < new Set(asked).size) {
    throw validation(
      `1 validation error detected: Value at 'shardLevelMetrics' failed to satisfy constraint: Member must satisfy enum value set: [${SHARD_LEVEL_METRICS.join(', ')}, ALL]`,
    );
  }
  return known;
}

function modeOf(input: RawInput, absent: StreamMode): StreamMode {
  const details = input['StreamModeDetails'];
  if (details === undefined || details === null) return absent;
  const mode = isRecord(details) ? details['StreamMode'] : undefined;
  if (mode === 'PROVISIONED' || mode === 'ON_DEMAND') return mode;
  throw validation(
    "1 validation error detected: Value at 'streamModeDetails.streamMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, ON_DEMAND]",
  );
}

function distributionOf(input: RawInput, mode: StreamMode): RecordDistribution {
  const asked = optionalText(input, 'RecordDistributionStrategy') ?? 'USER_PARTITION_KEY';
  if (asked === 'USER_PARTITION_KEY') return asked;
  if (asked === 'AUTO' && mode === 'ON_DEMAND') return asked;
  throw validation('RecordDistributionStrategy AUTO is only supported for streams that use the on-demand capacity mode.');
}

const named = ({ identity }: SimulatedStream): { readonly StreamName: string; readonly StreamARN: string } => ({
  StreamName: identity.name,
  StreamARN: identity.arn,
});
