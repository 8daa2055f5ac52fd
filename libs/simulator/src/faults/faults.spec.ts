import { describe, expect, it } from 'vitest';
import { FaultBoard, type FaultedCall } from './fault-board.js';
import { parseFaults } from './parse-fault.js';
import { Quotas } from './quotas.js';

const CALL: FaultedCall = { accountId: '111122223333', region: 'eu-west-1', service: 'monitoring', api: 'GetMetricData' };
const SQS_CALL: FaultedCall = { ...CALL, service: 'sqs', api: 'ReceiveMessage' };

describe('reading faults', () => {
  it.each([
    [{ kind: 'throttle' }, { kind: 'throttle', share: 1 }],
    [
      { kind: 'server-error', share: 0.5 },
      { kind: 'server-error', share: 0.5, status: 500 },
    ],
    [
      { kind: 'latency', milliseconds: 250 },
      { kind: 'latency', share: 1, milliseconds: 250 },
    ],
    [
      { kind: 'small-pages', size: 7 },
      { kind: 'small-pages', size: 7 },
    ],
    [
      { kind: 'result-status', status: 'Forbidden' },
      { kind: 'result-status', share: 1, status: 'Forbidden' },
    ],
    [
      { kind: 'clock-skew', milliseconds: -600_000 },
      { kind: 'clock-skew', milliseconds: -600_000 },
    ],
    [
      { kind: 'deny', by: 'organization' },
      { kind: 'deny', share: 1, by: 'organization' },
    ],
  ])('%j', (effect, expected) => {
    expect(parseFaults({ faults: [{ effect }] })).toEqual({ ok: true, faults: [{ id: 'fault-1', match: {}, effect: expected }] });
  });

  it.each([
    ['no list', {}, 'faults'],
    ['not an object', { faults: [3] }, 'faults.0.effect'],
    ['no effect', { faults: [{}] }, 'faults.0.effect'],
    ['unknown kind', { faults: [{ effect: { kind: 'flood' } }] }, 'faults.0.effect.kind'],
    ['share above one', { faults: [{ effect: { kind: 'drop', share: 1.1 } }] }, 'faults.0.effect.share'],
    ['share that is no number', { faults: [{ effect: { kind: 'drop', share: '1' } }] }, 'faults.0.effect.share'],
    ['latency without a time', { faults: [{ effect: { kind: 'latency' } }] }, 'faults.0.effect.milliseconds'],
    ['unknown member', { faults: [{ effect: { kind: 'drop', shares: 1 } }] }, 'faults.0.effect.shares'],
    ['unknown service', { faults: [{ match: { service: 's3' }, effect: { kind: 'drop' } }] }, 'faults.0.match.service'],
    ['match that is a list', { faults: [{ match: [], effect: { kind: 'drop' } }] }, 'faults.0.match'],
    ['second of two', { faults: [{ effect: { kind: 'drop' } }, { effect: { kind: 'deny', by: 'me' } }] }, 'faults.1.effect.by'],
  ])('names the member at fault: %s', (_name, body, field) => {
    const parsed = parseFaults(body);
    expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.field)).toContain(field);
  });
});

describe('faults in force', () => {
  const board = (...match: object[]): FaultBoard => {
    const parsed = parseFaults({ faults: match.map((entry) => ({ effect: { kind: 'throttle' }, ...entry })) });
    const made = new FaultBoard(1);
    if (parsed.ok) made.replace(parsed.faults);
    return made;
  };

  it.each([
    [{}, true],
    [{ accountId: '111122223333', region: 'eu-west-1', service: 'monitoring', api: 'GetMetricData' }, true],
    [{ accountId: '444455556666' }, false],
    [{ region: 'us-east-1' }, false],
    [{ service: 'sqs' }, false],
    [{ api: 'ListMetrics' }, false],
  ])('match %j: %s', (match, befalls) => {
    expect(board({ match }).befall(CALL).length > 0).toBe(befalls);
  });

  it('befall the stated share of the calls, and the same calls again', () => {
    const draw = (): boolean[] => {
      const made = board({ effect: { kind: 'throttle', share: 0.3 } });
      return Array.from({ length: 2000 }, () => made.befall(CALL).length > 0);
    };
    const hits = draw().filter(Boolean).length;
    expect(hits).toBeGreaterThan(520);
    expect(hits).toBeLessThan(680);
    expect(draw()).toEqual(draw());
  });

  it('keep result statuses for results', () => {
    const made = board({ effect: { kind: 'result-status', status: 'InternalError' } });
    expect(made.befall(CALL)).toEqual([]);
    expect(made.resultStatus(CALL)).toBe('InternalError');
  });
});

describe('quotas', () => {
  const metrics = (hours: number, count: number): Record<string, unknown> => ({
    StartTime: 1_794_000_000,
    EndTime: 1_794_000_000 + hours * 3600,
    MetricDataQueries: Array.from({ length: count }, () => ({ MetricStat: { Period: 60 } })),
  });
  const NOW = (1_794_000_000 + 2 * 3600) * 1000;
  const passed = (quotas: Quotas, call: FaultedCall, input: Record<string, unknown>, times: number, instant = 0): number =>
    Array.from({ length: times }, () => quotas.admit(call, input, instant, NOW)).filter(Boolean).length;

  it('let 500 calls of GetMetricData pass in a second, and as many in the next', () => {
    const quotas = new Quotas();
    expect(passed(quotas, CALL, metrics(0, 1), 600)).toBe(500);
    expect(passed(quotas, CALL, metrics(0, 1), 600, 1000)).toBe(500);
  });

  it('let 180,000 estimated datapoints pass in a second', () => {
    // 500 metrics × 120 minutes are 60,000 points.
    expect(passed(new Quotas(), CALL, metrics(2, 500), 10)).toBe(3);
  });

  it('count each account and region for itself', () => {
    const quotas = new Quotas();
    passed(quotas, CALL, metrics(2, 500), 10);
    expect(quotas.admit({ ...CALL, region: 'us-east-1' }, metrics(2, 500), 0, NOW)).toBe(true);
  });

  it('let 300 receives of a FIFO queue pass in a second, any number of a standard one', () => {
    const quotas = new Quotas();
    expect(passed(quotas, SQS_CALL, { QueueUrl: 'http://x/q.fifo' }, 400)).toBe(300);
    expect(passed(quotas, SQS_CALL, { QueueUrl: 'http://x/q' }, 400)).toBe(400);
  });

  it.each([
    ['kinesis', 'ListStreams', {}, 5],
    ['kinesis', 'DescribeStreamSummary', { StreamName: 'a' }, 20],
    ['kinesis', 'DescribeLimits', {}, 1],
    ['kinesis', 'ListShards', { StreamName: 'a' }, 1_000],
    ['kinesis', 'ListStreamConsumers', { StreamARN: 'arn:aws:kinesis:eu-west-1:111122223333:stream/a' }, 5],
    ['kinesis', 'GetShardIterator', { StreamName: 'a', ShardId: 'shardId-000000000001' }, 5],
    ['kinesis', 'GetRecords', { ShardIterator: 'a' }, 1_200],
    ['firehose', 'DescribeDeliveryStream', { DeliveryStreamName: 'a' }, 5],
  ] as const)('let as many calls of %s %s with %j pass in a second: %i', (service, api, input, most) => {
    expect(passed(new Quotas(), { ...CALL, service, api }, input, 1_200)).toBe(most);
  });

  it('count each stream, and each shard, for itself', () => {
    const quotas = new Quotas();
    const consumers: FaultedCall = { ...CALL, service: 'kinesis', api: 'ListStreamConsumers' };
    expect(passed(quotas, consumers, { StreamName: 'a' }, 9)).toBe(5);
    expect(passed(quotas, consumers, { StreamName: 'b' }, 9)).toBe(5);
    const iterators: FaultedCall = { ...CALL, service: 'kinesis', api: 'GetShardIterator' };
    expect(passed(quotas, iterators, { StreamName: 'a', ShardId: '1' }, 9)).toBe(5);
    expect(passed(quotas, iterators, { StreamName: 'a', ShardId: '2' }, 9)).toBe(5);
    expect(passed(quotas, iterators, { StreamARN: 'arn:aws:kinesis:eu-west-1:111122223333:stream/a', ShardId: '2' }, 9)).toBe(0);
  });

  it('let all reads of Lambda together pass 15 times a second', () => {
    const quotas = new Quotas();
    expect(passed(quotas, { ...CALL, service: 'lambda', api: 'ListEventSourceMappings' }, {}, 10)).toBe(10);
    expect(passed(quotas, { ...CALL, service: 'lambda', api: 'GetEventSourceMapping' }, {}, 10)).toBe(5);
  });
});
