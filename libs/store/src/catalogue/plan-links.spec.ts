import type { RuleConfig, RuleTarget } from '@weir/contract';
import { type CatalogueResource, resourceIdOf } from '@weir/domain';
import { expect, it } from 'vitest';
import { linksOf } from './plan-links.js';

const arnOf = (name: string): string => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
const BUS = 'arn:aws:events:eu-west-1:111122223333:event-bus/shop';

const target = (id: string, arn: string, deadLetterTargetArn: string | null): RuleTarget => ({
  id,
  arn,
  roleArn: null,
  deadLetterTargetArn,
  retry: null,
  input: null,
  inputPath: null,
  inputTransformer: null,
  apiDestination: null,
});

function rule(targets: readonly RuleTarget[]): CatalogueResource {
  const arn = 'arn:aws:events:eu-west-1:111122223333:rule/shop/orders';
  const config: RuleConfig = {
    kind: 'rule',
    busName: 'shop',
    busArn: BUS,
    state: 'ENABLED',
    pattern: '{}',
    schedule: null,
    managedBy: null,
    targets: [...targets],
    problems: [],
  };
  const seen = { firstSeen: 0, lastSeen: 0, deletedAt: null };
  return {
    id: resourceIdOf(arn),
    kind: 'rule',
    arn,
    name: 'orders',
    accountId: '111122223333',
    region: 'eu-west-1',
    tags: {},
    ...seen,
    config,
  };
}

it('is one link for all targets of a rule that lead to the same end', () => {
  const links = linksOf(
    rule([target('a', arnOf('mails'), arnOf('dead')), target('b', arnOf('mails'), arnOf('dead')), target('c', arnOf('audit'), null)]),
  );
  expect(links.map(({ kind, toArn, config }) => [kind, toArn, config])).toEqual([
    ['source', BUS, {}],
    ['target', arnOf('mails'), { targets: ['a', 'b'] }],
    ['target', arnOf('audit'), { targets: ['c'] }],
    ['redrive', arnOf('dead'), { targets: ['a', 'b'] }],
  ]);
  expect(new Set(links.map(({ kind, toId }) => `${kind} ${toId}`)).size).toBe(links.length);
});
