import { queueMetric, type ResourceId } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { queueQueries } from './queue-metrics.js';

const resource = (index: number, fifo = false) => ({
  resourceId: `resource${index}` as ResourceId,
  name: fifo ? `q${index}.fifo` : `q${index}`,
  fifo,
});

describe('queueQueries', () => {
  it('asks each metric for the statistic that means something', () => {
    const statistics = queueQueries([resource(1, true)], 'sqs.cloudwatch', queueMetric.options).map((query) => [
      query.awsName,
      query.statistic,
    ]);
    expect(statistics).toEqual([
      ['ApproximateNumberOfMessagesVisible', 'Maximum'],
      ['ApproximateNumberOfMessagesNotVisible', 'Maximum'],
      ['ApproximateNumberOfMessagesDelayed', 'Maximum'],
      ['ApproximateAgeOfOldestMessage', 'Maximum'],
      ['NumberOfMessagesSent', 'Sum'],
      ['NumberOfMessagesReceived', 'Sum'],
      ['NumberOfMessagesDeleted', 'Sum'],
      ['NumberOfEmptyReceives', 'Sum'],
      ['SentMessageSize', 'Average'],
      ['NumberOfDeduplicatedSentMessages', 'Sum'],
      ['ApproximateNumberOfGroupsWithInflightMessages', 'Maximum'],
    ]);
  });

  it("pays for FIFO's own metrics only where they exist", () => {
    const asked = queueQueries([resource(1), resource(2, true)], 'sqs.cloudwatch', ['visible', 'deduplicated', 'groupsInFlight']);
    expect(asked.map(({ dimensions, key }) => `${dimensions['QueueName']} ${key.metric}`)).toEqual([
      'q1 visible',
      'q2.fifo visible',
      'q2.fifo deduplicated',
      'q2.fifo groupsInFlight',
    ]);
  });
});
