import type { BusConfig, FunctionConfig, PipeConfig, ResourceId, RuleConfig, RuleTarget, ScheduleGroupConfig } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { idFromArn, idsToAsk, namedArns } from './named-arns.js';

const PLACE = 'eu-west-1:111122223333';
const QUEUE = `arn:aws:sqs:${PLACE}:emails`;
const DLQ = `arn:aws:sqs:${PLACE}:emails-dlq`;
const BUS = `arn:aws:events:${PLACE}:event-bus/shop`;
const FUNCTION = `arn:aws:lambda:${PLACE}:function:mailer`;

const target: RuleTarget = {
  ...{ id: 'one', arn: QUEUE, roleArn: null, deadLetterTargetArn: DLQ, retry: null },
  ...{ input: null, inputPath: null, inputTransformer: null, apiDestination: null },
};
const rule: RuleConfig = {
  ...{ kind: 'rule', busName: 'shop', busArn: BUS, state: 'ENABLED', pattern: null, schedule: null, managedBy: null },
  ...{ targets: [target, { ...target, id: 'two', arn: FUNCTION, deadLetterTargetArn: null }], problems: [] },
};
const pipe: PipeConfig = {
  ...{ kind: 'pipe', sourceArn: QUEUE, enrichmentArn: null, targetArn: FUNCTION, desiredState: 'RUNNING', currentState: 'RUNNING' },
  ...{ stateReason: null, filters: [], batchSize: 1, deadLetterTargetArn: DLQ, maximumRetries: null, inputTemplate: null, problems: [] },
};
const bus: BusConfig = {
  ...{ kind: 'bus', type: 'custom', policy: null, deadLetterTargetArn: null, logLevel: null, encrypted: false, archives: [], problems: [] },
};
const worker: FunctionConfig = { kind: 'function', timeoutSeconds: 3, memoryMegabytes: 128, deadLetterTargetArn: null, problems: [] };
const nightly: ScheduleGroupConfig = {
  kind: 'schedule-group',
  state: 'ACTIVE',
  schedules: [
    { name: 'export', state: 'ENABLED', targetArn: FUNCTION },
    { name: 'universal', state: 'ENABLED', targetArn: null },
  ],
  problems: [],
};

describe('ARNs that settings name', () => {
  it.each([
    ['rule', rule, [BUS, QUEUE, DLQ, FUNCTION]],
    ['rule without readable targets', { ...rule, targets: null }, [BUS]],
    ['pipe', pipe, [QUEUE, FUNCTION, DLQ]],
    ['bus', { ...bus, deadLetterTargetArn: DLQ }, [DLQ]],
    ['bus without a dead-letter queue', bus, []],
    ['function', { ...worker, deadLetterTargetArn: DLQ }, [DLQ]],
    ['schedule group', nightly, [FUNCTION]],
    ['nothing', null, []],
  ])('of a %s', (_name, fanout, arns) => expect(namedArns(fanout)).toEqual(arns));
});

describe('the id of an ARN', () => {
  it('is that of the function, whatever version or alias is named', () => {
    expect([idFromArn(`${FUNCTION}:PROD`), idFromArn(`${FUNCTION}:7`)]).toEqual([resourceIdOf(FUNCTION), resourceIdOf(FUNCTION)]);
  });
  it('is none of an address or a URL', () => {
    expect([idFromArn('https://example.com/hook'), idFromArn('ops@example.com')]).toEqual([null, null]);
  });
});

describe('what the catalogue is asked for', () => {
  const own: ResourceId = resourceIdOf(BUS);
  it('is each once, alike in whichever order it is named', () => {
    const asked = [own, resourceIdOf(QUEUE), resourceIdOf(FUNCTION)].sort();
    expect(idsToAsk(own, [QUEUE, FUNCTION, `${FUNCTION}:PROD`, 'ops@example.com'])).toEqual(asked);
    expect(idsToAsk(own, [FUNCTION, BUS, QUEUE])).toEqual(asked);
  });
  it('is 200 at most, its own among them', () => {
    const asked = idsToAsk(
      own,
      Array.from({ length: 300 }, (_unused, index) => `arn:aws:sqs:${PLACE}:queue-${index}`),
    );
    expect([asked.length, asked.includes(own), asked.includes(resourceIdOf(`arn:aws:sqs:${PLACE}:queue-198`))]).toEqual([200, true, true]);
  });
});
