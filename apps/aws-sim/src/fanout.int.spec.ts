import { GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA, PROD } from '@weir/simulator';
import { failure, MINUTE, PAST_TAKES_MS, startBench, tellThePast, type Bench } from './testing/bench.js';

const HOUR = 60 * MINUTE;
const RIGHTS = `arn:aws:lambda:eu-west-1:${DATA}:function:rights-registrar`;

let bench: Bench;
beforeAll(async () => {
  bench = await startBench('one-dead-subscriber');
  await tellThePast(bench);
}, PAST_TAKES_MS);
afterAll(() => bench.close());

interface Truth {
  readonly settledUntil: number;
  readonly metrics: Readonly<Record<string, readonly (readonly [number, { readonly sum: number }])[]>>;
  readonly subscriptions: readonly {
    readonly endpoint: string;
    readonly counts: Readonly<Record<string, number>>;
    readonly waiting: number;
    readonly minutes: readonly (readonly [number, Readonly<Record<string, number>>])[];
  }[];
}
async function truth(topic: string, account = DATA): Promise<Truth> {
  const { body } = await bench.admin('GET', `truth?account=${account}&region=eu-west-1&topic=${topic}`);
  return {
    settledUntil: Number(body['settledUntil']),
    metrics: body['metrics'] as Truth['metrics'],
    subscriptions: body['subscriptions'] as Truth['subscriptions'],
  };
}

/** `[minute start, value]` of the hour before the minutes that still change. */
async function told(TopicName: string, MetricName: string, until: number): Promise<[number, number][]> {
  const { MetricDataResults } = await bench.metrics.send(
    new GetMetricDataCommand({
      StartTime: new Date(until - HOUR / 2),
      EndTime: new Date(until),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        {
          Id: 'q',
          MetricStat: {
            Metric: { Namespace: 'AWS/SNS', MetricName, Dimensions: [{ Name: 'TopicName', Value: TopicName }] },
            Period: 60,
            Stat: 'Sum',
          },
        },
      ],
    }),
  );
  const { Timestamps = [], Values = [] } = MetricDataResults?.[0] ?? {};
  return Timestamps.map((at, index) => [at.getTime(), Values[index] ?? Number.NaN]);
}

describe('AWS/SNS', () => {
  it('tells in the end what happened, and nothing where nothing was counted', async () => {
    const { metrics, settledUntil } = await truth('encoding-completed');
    const from = settledUntil - HOUR / 2;
    for (const [name, minutes] of Object.entries(metrics)) {
      const expected = minutes.filter(([at]) => at >= from && at < settledUntil).map(([at, { sum }]) => [at, sum]);
      expect(await told('encoding-completed', name, settledUntil), name).toEqual(expected);
    }
    expect(metrics['NumberOfNotificationsFailed']?.at(-1)?.[1].sum).toBeGreaterThan(0);
    expect(metrics['NumberOfNotificationsRedrivenToDlq']).toEqual([]);
  });

  it('accounts for every message of every subscriber', async () => {
    const { metrics, subscriptions } = await truth('encoding-completed');
    const sum = (name: string): number => (metrics[name] ?? []).reduce((total, [, samples]) => total + samples.sum, 0);
    expect(subscriptions).toHaveLength(12);
    expect(sum('NumberOfMessagesPublished') * 12).toBe(
      sum('NumberOfNotificationsDelivered') + sum('NumberOfNotificationsFilteredOut') + sum('NumberOfNotificationsFailed'),
    );
    for (const { counts, waiting } of subscriptions) {
      const ended = ['delivered', 'filteredMessageBody', 'deadLettered', 'lost'].reduce((total, name) => total + (counts[name] ?? 0), 0);
      expect(ended + waiting).toBe(counts['published']);
    }
    expect(subscriptions.filter(({ counts }) => (counts['lost'] ?? 0) > 0).map(({ endpoint }) => endpoint)).toEqual([RIGHTS]);
  });

  it('lists metrics that had points, by topic alone', async () => {
    const { Metrics = [] } = await bench.metrics.send(new ListMetricsCommand({ Namespace: 'AWS/SNS' }));
    const ofTopic = Metrics.filter(({ Dimensions }) => Dimensions?.[0]?.Value === 'encoding-completed');
    expect(Metrics.every(({ Dimensions }) => Dimensions?.length === 1 && Dimensions[0]?.Name === 'TopicName')).toBe(true);
    expect(ofTopic.map(({ MetricName }) => MetricName).sort()).toEqual([
      'NumberOfMessagesPublished',
      'NumberOfNotificationsDelivered',
      'NumberOfNotificationsFailed',
      'NumberOfNotificationsFilteredOut',
      'NumberOfNotificationsFilteredOut-MessageBody',
      'PublishSize',
    ]);
  });
});

describe('delivery logs', () => {
  const GROUP = `sns/eu-west-1/${DATA}/encoding-completed`;

  it('name the subscriber that fails, every failure', async () => {
    const { subscriptions, settledUntil } = await truth('encoding-completed');
    const from = settledUntil - 10 * MINUTE;
    const input = {
      logGroupName: `${GROUP}/Failure`,
      startTime: from,
      endTime: settledUntil - 1,
      filterPattern: '{ $.status = "FAILURE" }',
    };
    const { events = [], nextToken } = await bench.logs.send(new FilterLogEventsCommand(input));
    const rights = subscriptions.find(({ endpoint }) => endpoint === RIGHTS);
    const givenUp = (rights?.minutes ?? [])
      .filter(([at]) => at >= from && at < settledUntil)
      .reduce((sum, [, { givenUp: each = 0 }]) => sum + each, 0);
    expect(events).toHaveLength(givenUp);
    expect(nextToken).toBeUndefined();
    const [first] = events.map(({ message = '' }) => JSON.parse(message) as Record<string, Record<string, unknown>>);
    expect(first).toMatchObject({
      notification: { topicArn: `arn:aws:sns:eu-west-1:${DATA}:encoding-completed` },
      delivery: { destination: RIGHTS, statusCode: 404, attempts: 1 },
      status: 'FAILURE',
    });
    expect(events.map(({ timestamp = 0 }) => timestamp)).toEqual(events.map(({ timestamp = 0 }) => timestamp).toSorted((a, b) => a - b));
  });

  it('hold one success in ten, page by page, the same again', async () => {
    const { metrics, settledUntil } = await truth('encoding-completed');
    const input = { logGroupName: GROUP, startTime: settledUntil - 20 * MINUTE, endTime: settledUntil - 1 };
    const whole = await bench.logs.send(new FilterLogEventsCommand(input));
    const ids: (string | undefined)[] = [];
    let token: string | undefined;
    do {
      const page = await bench.logs.send(new FilterLogEventsCommand({ ...input, limit: 1_000, ...(token && { nextToken: token }) }));
      ids.push(...(page.events ?? []).map(({ eventId }) => eventId));
      token = page.nextToken;
      await new Promise((resolve) => setTimeout(resolve, 250));
    } while (token);
    expect(ids).toEqual((whole.events ?? []).map(({ eventId }) => eventId));
    const delivered = (metrics['NumberOfNotificationsDelivered'] ?? []).filter(([at]) => at >= input.startTime && at < settledUntil);
    const share = ids.length / delivered.reduce((sum, [, samples]) => sum + samples.sum, 0);
    // Mail is not logged at all.
    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.11);
  });

  it('are missing of topics that do not keep any', async () => {
    const logGroupName = `sns/eu-west-1/${PROD}/order-events`;
    expect(await failure(bench.logs.send(new FilterLogEventsCommand({ logGroupName })))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('refuse a pattern they do not understand', async () => {
    const input = { logGroupName: GROUP, filterPattern: '{ $.status' };
    expect(await failure(bench.logs.send(new FilterLogEventsCommand(input)))).toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('a scenario set while the world runs', () => {
  it('leaves what was before as it was', async () => {
    const before = (await truth('encoding-completed')).subscriptions.find(({ endpoint }) => endpoint === RIGHTS)?.minutes.at(-1);
    expect((await bench.admin('POST', 'scenario', { name: 'filter-policy-typo' })).status).toBe(200);
    await bench.advance(20 * MINUTE);
    const { subscriptions } = await truth('encoding-completed');
    const rights = subscriptions.find(({ endpoint }) => endpoint === RIGHTS);
    expect(rights?.minutes.find(([at]) => at === before?.[0])).toEqual(before);
    expect(rights?.minutes.at(-1)?.[1]).toMatchObject({ lost: 0 });
    const mails = (await truth('order-events', PROD)).subscriptions.find(({ endpoint }) => endpoint.endsWith(':emails-transactional'));
    expect(mails?.minutes.at(-1)?.[1]).toMatchObject({ delivered: 0, lost: 0 });
  });
});
