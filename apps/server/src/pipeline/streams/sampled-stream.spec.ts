import { type CatalogueConsumer, type CatalogueStream, familyOf, MINUTE_MS, resourceIdOf } from '@weir/domain';
import { expect, test } from 'vitest';
import { readerBehind } from './sampled-stream.js';
import { WatchedStreams } from './watched-streams.js';

const NOW = Date.UTC(2026, 10, 24, 12, 10, 20);
const NEWEST = Math.floor(NOW / MINUTE_MS) * MINUTE_MS - 2 * MINUTE_MS;
const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';
const READER_ARN = 'arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:1';
const PLACE = { accountId: '111122223333', region: 'eu-west-1', tags: {}, firstSeen: 0, lastSeen: NOW, deletedAt: null };
const STREAM: CatalogueStream = { ...PLACE, id: resourceIdOf(STREAM_ARN), kind: 'stream', arn: STREAM_ARN, name: 'clicks', config: null };
const READER: CatalogueConsumer = {
  ...PLACE,
  id: resourceIdOf(READER_ARN),
  kind: 'consumer',
  arn: READER_ARN,
  name: 'enricher',
  config: {
    type: 'event-source-mapping',
    sourceArn: STREAM_ARN,
    uuid: '1',
    functionArn: null,
    parallelisation: 1,
    filters: null,
    problems: [],
    state: 'Enabled',
    consumerArn: null,
    batchSize: 100,
    maximumRetries: -1,
    bisectOnError: false,
    maximumRecordAgeSeconds: -1,
    failureDestinationArn: null,
    lastResult: null,
    modifiedAt: null,
  },
};

/** Lags minute by minute, the newest last. */
function watched(lags: { readonly of: 'mapping' | 'pollers'; readonly milliseconds: readonly number[] }, through: string | null = null) {
  const streams = new WatchedStreams();
  const reader = { ...READER, config: READER.config && { ...READER.config, consumerArn: through } };
  streams.setCatalogue([STREAM, reader]);
  const [stream, consumer] = [streams.stream(STREAM.id)!, streams.consumer(READER.id)!];
  const [watchedResource, family, metric] =
    lags.of === 'mapping' ? ([consumer, 'stream.consumer', 'lag'] as const) : ([stream, 'kinesis.stream', 'iteratorAge'] as const);
  const names = familyOf(family).metrics.map(({ key }) => key);
  lags.milliseconds.forEach((milliseconds, place) => {
    const values = names.map((name) => (name === metric ? milliseconds : name === 'outgoingRecords' ? 1_000 : null));
    watchedResource.readings.push({ at: NEWEST - (lags.milliseconds.length - 1 - place) * MINUTE_MS, values, settled: true });
  });
  return { streams, stream };
}

const behind = ({ streams, stream }: ReturnType<typeof watched>, polled = new Map<number, number>()) =>
  readerBehind(stream, streams, { polled }, NOW);

test('a mapping is stood back for with the first minute in which its lag rises, long before a minute of lag', () => {
  expect(behind(watched({ of: 'mapping', milliseconds: [800, 900, 12_000] }))).toBe('enricher falls behind');
  expect(behind(watched({ of: 'mapping', milliseconds: [800, 900, 1_200] }))).toBeNull();
});

test('who polls without a mapping is told by the age of what is read', () => {
  const rising = watched({ of: 'pollers', milliseconds: [800, 900, 12_000] });
  expect(behind(rising)).toBe('somebody who polls it with GetRecords falls behind');
  // Where Weir alone read, the age is that of its own reads.
  expect(behind(rising, new Map([NEWEST - 2, NEWEST - 1, NEWEST].map((_, place) => [NEWEST - place * MINUTE_MS, 990])))).toBeNull();
  const slow = watched({ of: 'pollers', milliseconds: [30_000, 30_000, 30_000] });
  expect(behind(slow)).toBeNull();
  slow.stream.readers = { state: 'slow', reason: 'lag-grows', because: '', since: NOW, judgedAt: NOW };
  expect(behind(slow)).toBe('somebody who polls it with GetRecords falls behind');
});

test('who reads through a registered consumer has its reads to itself', () => {
  expect(behind(watched({ of: 'mapping', milliseconds: [800, 900, 12_000] }, `${STREAM_ARN}/consumer/own:1`))).toBeNull();
});
