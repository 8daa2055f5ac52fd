import type { CatalogueResource } from '../model/catalogue.js';
import { expect, test } from 'vitest';
import { resourceIdOf } from '../model/scope.js';
import { fedFunctions } from './fed-functions.js';

const lambda = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
const entry = (kind: CatalogueResource['kind'], config: object | null, deletedAt: number | null = null): CatalogueResource => {
  const id = resourceIdOf(kind);
  const scope = { accountId: '111122223333', region: 'eu-west-1' };
  return { ...scope, id, arn: kind, name: kind, tags: {}, firstSeen: 0, lastSeen: 0, kind, config, deletedAt } as CatalogueResource;
};

test('a function is fed by whatever names it, by any version or alias, as long as that exists', () => {
  const fed = fedFunctions([
    entry('subscription', { endpoint: lambda('by-topic') }),
    entry('subscription', { endpoint: 'https://example.com/lambda:function:no' }),
    entry('rule', { targets: [{ arn: lambda('by-rule:live') }, { arn: 'arn:aws:sqs:eu-west-1:111122223333:orders' }] }),
    entry('rule', { targets: null }),
    entry('pipe', { enrichmentArn: lambda('enriching'), targetArn: lambda('by-pipe:7') }),
    entry('schedule-group', { schedules: [{ targetArn: lambda('by-schedule') }, { targetArn: null }] }),
    entry('consumer', { functionArn: lambda('by-mapping') }),
    entry('function', {}),
    entry('subscription', null),
    entry('subscription', { endpoint: lambda('no-longer') }, 1),
  ]);
  expect([...fed].sort()).toEqual(['by-mapping', 'by-pipe', 'by-rule', 'by-schedule', 'by-topic', 'enriching'].map(lambda));
});
