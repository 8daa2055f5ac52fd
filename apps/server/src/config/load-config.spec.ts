import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './load-config.js';
import { StartupError } from './startup-error.js';

const fix = (text: string): string => {
  try {
    parseConfig(text, 'weir.yaml');
  } catch (error) {
    if (error instanceof StartupError) return error.fix;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('parseConfig', () => {
  it('takes the annotated example as it is', async () => {
    const text = await readFile(new URL('../../../../weir.example.yaml', import.meta.url), 'utf8');
    const config = parseConfig(text, 'weir.example.yaml');
    expect(config.accounts.map(({ name, regions }) => [name, regions.length])).toEqual([
      ['prod', 2],
      ['data', 1],
    ]);
  });

  it('has the defaults that the example states', async () => {
    const text = await readFile(new URL('../../../../weir.example.yaml', import.meta.url), 'utf8');
    const { accounts, ...example } = parseConfig(text, 'weir.example.yaml');
    expect(parseConfig('', 'weir.yaml')).toEqual({ ...example, accounts: [] });
    expect(accounts).toHaveLength(2);
  });

  it.each([
    ['accounts:\n  - id: 111122223333\n    name: prod\n    regions: [eu-west-1]', 'weir.yaml:2: accounts.0.id'],
    ['accounts:\n  - id: "111122223333"\n    name: prod\n    regions: [Ireland]', 'weir.yaml:4: accounts.0.regions.0'],
    ['cadence:\n  liveBusySeconds: 1', 'weir.yaml:2: cadence.liveBusySeconds'],
    ['cadense: {}', 'cadense'],
    ['streams:\n  sample:\n    - stream: clicks\n      consumer: no name', 'weir.yaml:4: streams.sample.0.consumer'],
    [
      'streams:\n  sample:\n    - {stream: clicks, consumer: "arn:aws:kinesis:eu-west-1:111122223333:stream/orders/consumer/weir:1"}',
      'registered on another stream',
    ],
    ['fanout:\n  deliveryLogs:\n    groups:\n      successes: sns/{account}', 'weir.yaml:4: fanout.deliveryLogs.groups.successes'],
    ['accounts: [', 'weir.yaml:1'],
    [
      `a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]`,
      'write out what the aliases stand for',
    ],
    [
      'accounts:\n  - {id: "111122223333", name: a, regions: [eu-west-1]}\n  - {id: "111122223333", name: b, regions: [us-east-1]}',
      'listed twice',
    ],
  ])('says where the fault is: %s', (text, expected) => {
    expect(fix(text)).toContain(expected);
  });
});
