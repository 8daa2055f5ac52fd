import { z } from 'zod';
import { channelRoutes } from './channel-routes.js';
import { deadLetterRoutes } from './dead-letter-routes.js';
import { duplicates } from './duplicates.js';
import { estate } from './estate.js';
import { fanoutRoutes } from './fanout-routes.js';
import { liveness, readiness } from './health.js';
import { identityRoutes } from './identity-routes.js';
import { DELETED_KEPT_DAYS } from './kept.js';
import { matchRoutes } from './matching.js';
import { redriveRoutes } from './redrive-routes.js';
import { idParams, list, type Route, wholeNumber } from './route.js';
import { queueMetric, resource, resourceId, resourceKind, resourceList, resourceMetric } from './resource.js';
import { series, sparklines } from './series.js';
import { hashAnswer, hashQuestion, shardLoadAnswer, shardLoadQuestion, whatIfAnswer, whatIfQuestion } from './shard-advice.js';
import { heatmap, heatmapMetric, hotKeys, streamConsumers, streamDetail, streamList, streamShards } from './stream.js';
import { instant } from './time.js';
import { triageRoutes } from './triage-routes.js';
import { verdictState } from './verdict.js';

export const routes = {
  live: { method: 'GET', path: '/api/health/live', permission: 'open', summary: 'Is the process alive', response: liveness },
  ready: {
    method: 'GET',
    path: '/api/health/ready',
    permission: 'open',
    summary: 'Can it serve, and if not, which dependency fails',
    response: readiness,
  },
  estate: {
    method: 'GET',
    path: '/api/v1/estate',
    permission: 'wall',
    summary: 'Counts by kind and verdict, freshness per scope, AWS cost and forecast',
    response: estate,
  },
  resources: {
    method: 'GET',
    path: '/api/v1/resources',
    permission: 'view',
    summary: 'The catalogue, worst first',
    query: z.strictObject({
      kind: resourceKind.optional(),
      verdict: list(verdictState).optional(),
      q: z.string().max(200).optional(),
      account: z.string().max(60).optional(),
      region: z.string().max(40).optional(),
      system: z.string().max(200).optional(),
      deleted: z
        .enum(['exclude', 'include'])
        .describe(`include: also what was deleted within the last ${DELETED_KEPT_DAYS} days`)
        .default('exclude'),
      limit: wholeNumber.min(1).max(1000).default(100),
      cursor: z.string().max(200).optional(),
    }),
    response: resourceList,
  },
  resource: {
    method: 'GET',
    path: '/api/v1/resources/{id}',
    permission: 'view',
    summary: 'One resource with verdict, reason and latest readings',
    params: idParams,
    response: resource,
  },
  series: {
    method: 'GET',
    path: '/api/v1/resources/{id}/series',
    permission: 'view',
    summary: 'One metric over a range; the storage layer is chosen by the step',
    params: idParams,
    query: z.strictObject({
      metric: resourceMetric,
      from: instant,
      to: instant,
      step: wholeNumber
        .min(60)
        .max(7 * 86_400)
        .optional(),
    }),
    response: series,
  },
  duplicates: {
    method: 'GET',
    path: '/api/v1/resources/{id}/duplicates',
    permission: 'view',
    summary: 'How often messages of a queue are received again, why, and what that asks of its consumers',
    params: idParams,
    query: z.strictObject({ hours: wholeNumber.min(1).max(24).default(3) }),
    response: duplicates,
  },
  sparklines: {
    method: 'GET',
    path: '/api/v1/sparklines',
    permission: 'view',
    summary: 'One metric of several resources, small',
    query: z.strictObject({
      ids: list(resourceId).refine((ids) => ids.length > 0 && ids.length <= 100, 'give 1 to 100 ids'),
      metric: queueMetric.default('visible'),
      from: instant,
      to: instant,
      points: wholeNumber.min(10).max(200).default(72),
    }),
    response: sparklines,
  },
  hash: {
    method: 'POST',
    path: '/api/v1/hash',
    permission: 'view',
    summary: 'Where a partition key lands, and the shard of a stream that owns it',
    body: hashQuestion,
    response: hashAnswer,
  },
  adviseShards: {
    method: 'POST',
    path: '/api/v1/advise/shards',
    permission: 'view',
    summary: 'What to do about a load on the shards of a stream, measured or planned',
    body: shardLoadQuestion,
    response: shardLoadAnswer,
  },
  ...matchRoutes,
  streams: {
    method: 'GET',
    path: '/api/v1/streams',
    permission: 'view',
    summary: 'Every Kinesis stream with its hottest shard, its top key and its furthest reader, worst first',
    response: streamList,
  },
  stream: {
    method: 'GET',
    path: '/api/v1/streams/{id}',
    permission: 'view',
    summary: 'One stream: load, hot keys, advice, readers, and how it is sampled',
    params: idParams,
    response: streamDetail,
  },
  heatmap: {
    method: 'GET',
    path: '/api/v1/streams/{id}/heatmap',
    permission: 'view',
    summary: 'Load by shard and time; as JSON, or compact with format=binary',
    params: idParams,
    query: z.strictObject({
      axis: z.enum(['shard', 'hash']).default('hash'),
      metric: heatmapMetric.default('write'),
      from: instant,
      to: instant,
      step: wholeNumber
        .min(60)
        .max(86_400)
        .refine((step) => step % 60 === 0, 'a step is a whole number of minutes, in seconds')
        .optional(),
      format: z.enum(['json', 'binary']).default('json'),
    }),
    response: heatmap,
  },
  hotKeys: {
    method: 'GET',
    path: '/api/v1/streams/{id}/hot-keys',
    permission: 'view',
    summary: 'The heaviest partition keys of a stream or one of its shards, each with the bounds of its share, and what to do about them',
    params: idParams,
    query: z.strictObject({
      from: instant,
      to: instant,
      shard: z.string().max(128).optional(),
      limit: wholeNumber.min(1).max(100).default(20),
    }),
    response: hotKeys,
  },
  streamShards: {
    method: 'GET',
    path: '/api/v1/streams/{id}/shards',
    permission: 'view',
    summary: 'Shards with their hash ranges and lineage, closed ones included as long as AWS lists them',
    params: idParams,
    response: streamShards,
  },
  streamConsumers: {
    method: 'GET',
    path: '/api/v1/streams/{id}/consumers',
    permission: 'view',
    summary: 'Every reader of a stream with its lag, its verdict and when it loses data',
    params: idParams,
    response: streamConsumers,
  },
  whatIf: {
    method: 'POST',
    path: '/api/v1/streams/{id}/what-if',
    permission: 'view',
    summary: 'What a split, a merge or a salted key would do to the load of each shard, without doing it',
    params: idParams,
    body: whatIfQuestion,
    response: whatIfAnswer,
  },
  ...deadLetterRoutes,
  ...fanoutRoutes,
  ...triageRoutes,
  ...channelRoutes,
  ...redriveRoutes,
  ...identityRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
