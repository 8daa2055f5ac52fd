import {
  type StreamShard,
  encodeHeatmap,
  heatmapMetric,
  whatIfQuestion,
  type HotKeys,
  type LiveDocument,
  type StreamOverview,
  type WhatIfAnswer,
} from '@weir/contract';
import { fixtureHeatmap, fixtureShards, type FixtureStream } from './fixture-stream.js';

/** A list shows less than a page: what only the page has is left out, as the server does. */
function overviewOf({ detail }: FixtureStream): StreamOverview {
  const {
    sampling: _sampling,
    enhancedMonitoring: _enhanced,
    hotKeys: _keys,
    advice: _advice,
    consumers: _consumers,
    ...overview
  } = detail;
  return overview;
}

const heat = ({ hottest }: StreamOverview): number => hottest?.writeUtilisation ?? -1;

export function streamDocument(
  streams: readonly FixtureStream[],
  view: { readonly view: 'streams' } | { readonly view: 'stream'; readonly id: string },
): LiveDocument {
  if (view.view === 'streams')
    return Object.fromEntries(streams.map((stream) => [`stream:${stream.detail.resource.id}`, overviewOf(stream)]));
  const found = streams.find(({ detail }) => detail.resource.id === view.id);
  return found === undefined ? {} : { detail: found.detail };
}

/** The wall's strip: the four hottest. */
export function hotEntries(streams: readonly FixtureStream[]): LiveDocument {
  const present = streams.filter(({ detail }) => detail.resource.deletedAt === null).map(overviewOf);
  const hottest = present.sort((a, b) => heat(b) - heat(a)).slice(0, 4);
  return Object.fromEntries(hottest.map((stream) => [`hot:${stream.resource.id}`, stream]));
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

/** Answers `/api/v1/streams…`. `path` is what follows it. */
export function answerStream(
  streams: readonly FixtureStream[],
  path: readonly string[],
  url: URL,
  body: string | null,
  now: number,
): Response {
  const [id, part] = path;
  if (id === undefined) return json({ items: streams.map(overviewOf), total: streams.length });
  const stream = streams.find(({ detail }) => detail.resource.id === id);
  if (stream === undefined) return json({ type: 'about:blank', title: 'Not found', status: 404, detail: 'No stream has this id.' }, 404);
  const number = (name: string, fallback: number) => Number(url.searchParams.get(name) ?? fallback);
  switch (part) {
    case undefined:
      return json(stream.detail);
    case 'heatmap': {
      const heatmap = fixtureHeatmap(stream, {
        axis: url.searchParams.get('axis') === 'shard' ? 'shard' : 'hash',
        metric: heatmapMetric.parse(url.searchParams.get('metric') ?? 'write'),
        from: number('from', 0),
        to: number('to', 0),
        stepSeconds: number('step', 60),
        now,
      });
      return new Response(encodeHeatmap(heatmap));
    }
    case 'hot-keys':
      return json(hotKeysOf(stream, url));
    case 'shards':
      return json({ items: fixtureShards(stream), loadSource: stream.source, at: stream.detail.newestMinute });
    case 'consumers':
      return json({ items: stream.detail.consumers });
    default:
      return json(predict(stream, whatIfQuestion.parse(JSON.parse(body ?? '{}'))));
  }
}

const SLICES = 64;

/** Half of each shard's load in one slice, the rest even. */
function fixtureSlices(shards: readonly StreamShard[]): HotKeys['slices'] {
  return shards.flatMap(({ start, end, load }, place) => {
    const width = (BigInt(end) - BigInt(start) + 1n) / BigInt(SLICES);
    return Array.from({ length: SLICES }, (_, index) => {
      const from = BigInt(start) + width * BigInt(index);
      const share = index === (place * 7 + 19) % SLICES ? 0.5 : 0.5 / (SLICES - 1);
      return {
        start: String(from),
        end: String(from + width - 1n),
        bytesPerSecond: share * (load?.bytesPerSecond ?? 0),
        recordsPerSecond: share * (load?.recordsPerSecond ?? 0),
      };
    });
  });
}

function hotKeysOf(stream: FixtureStream, url: URL): HotKeys {
  const { detail } = stream;
  const shard = url.searchParams.get('shard');
  return {
    from: Number(url.searchParams.get('from')),
    to: Number(url.searchParams.get('to')),
    stepSeconds: 60,
    shardId: shard,
    sampledRecords: detail.sampling.recordsRead,
    confidence: 0.95,
    items: detail.hotKeys.filter(({ shardId }) => shard === null || shardId === shard),
    slices: fixtureSlices(fixtureShards(stream).filter(({ shardId }) => shard === null || shardId === shard)),
    advice: detail.advice,
    notes: [],
    absentBecause: null,
  };
}

/** Rough arithmetic: the real one is the server's. It only has to give the page something to show. */
function predict(stream: FixtureStream, question: ReturnType<typeof whatIfQuestion.parse>): WhatIfAnswer {
  const open = fixtureShards(stream).filter((shard) => shard.open);
  const touched = open.slice(0, question.salt?.suffixes ?? 2);
  return {
    shards: open.map((shard) => {
      const load = shard.writeUtilisation ?? 0;
      const hit = touched.includes(shard);
      const estimate = hit ? load + 0.44 : load;
      return {
        id: shard.shardId,
        start: shard.start,
        end: shard.end,
        bytesPerSecond: estimate * 1_048_576,
        recordsPerSecond: estimate * 723,
        writeUtilisation: { low: estimate - 0.02, estimate, high: estimate + 0.03 },
        touched: hit,
      };
    }),
  };
}
