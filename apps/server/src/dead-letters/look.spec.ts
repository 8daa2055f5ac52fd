import { deadLetterLook, maskingConfig, type DeadLetterLook } from '@weir/contract';
import { Masker } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { deadMessage } from '../testing/dead-letter-estate.js';
import { exportLine, findingsOf, searched } from './look.js';

const masker = new Masker(maskingConfig.parse({}));
const RULE = 'arn:aws:events:eu-west-1:111122223333:rule/commerce/invoices';
const gauge = (value: number) => ({ value, at: 0, state: 'live' as const });
const queue = (visible: number | null, inFlight = 0, fifo = false) => ({
  latest: visible === null ? {} : { visible: gauge(visible), inFlight: gauge(inFlight) },
  config: { fifo, retentionSeconds: 86_400 },
});
const sourceOf = (arn: string) => ({ id: null, kind: null, name: arn.slice(arn.search(/[^:/]+$/)) });
const messages = [
  ...Array.from({ length: 6 }, (_, n) => deadMessage({ messageId: `a-${n}`, sentAt: 1_000_000 + n })),
  ...Array.from({ length: 2 }, (_, n) =>
    deadMessage({
      messageId: `b-${n}`,
      deadLetterSourceArn: null,
      attributes: [
        { name: 'RULE_ARN', type: 'String', text: RULE, bytes: null },
        { name: 'ERROR_CODE', type: 'String', text: 'NO_PERMISSIONS', bytes: null },
      ],
    }),
  ),
];
const find = (
  resource: ReturnType<typeof queue>,
  ended: 'enough' | 'nothing-more' | 'out-of-time' = 'enough',
  hidden: null | { messages: number; until: number } = null,
) => findingsOf(resource, { messages, ended, hidden }, masker, sourceOf);

describe('what a look found', () => {
  it('is groups with their cause in words, shares and expiry, masked', () => {
    const { groups } = find(queue(80));
    expect(groups.map(({ title, sampled }) => [title, sampled])).toEqual([
      ['OrderPlaced from orders', 6],
      ['NO_PERMISSIONS, OrderPlaced from invoices', 2],
    ]);
    expect(groups[0]).toMatchObject({ firstSentAt: 1_000_000, lastSentAt: 1_000_005, expiresAt: 1_000_000 + 86_400_000 });
    expect(groups[0]?.estimate.low).toBeLessThan(60);
    expect(groups[0]?.estimate.high).toBeGreaterThan(60);
    expect(JSON.stringify(groups)).not.toContain('ann@');
  });

  it.each([
    ['all of what there is', queue(8), 'nothing-more', { low: 8, high: 8 }],
    ['more than is told', queue(5), 'enough', { low: 8, high: null }],
    ['a part', queue(80, 5), 'enough', { low: 80, high: 85 }],
    ['what is not told', queue(null), 'enough', { low: 8, high: null }],
    ['a FIFO queue gives no more while groups are held up', queue(80, 0, true), 'nothing-more', { low: 80, high: 80 }],
    ['fewer came than is told', queue(80), 'nothing-more', { low: 8, high: 80 }],
  ] as const)('knows how many there are: %s', (_, resource, ended, held) => {
    expect(find(resource, ended).held).toEqual(held);
  });

  it('says what is to be known of it', () => {
    expect(find(queue(80, 0, true), 'out-of-time', { messages: 3, until: 9 }).notes).toHaveLength(4);
    expect(find(queue(8), 'nothing-more').notes).toEqual([]);
  });

  it('is searched as it is shown', () => {
    const look: DeadLetterLook = deadLetterLook.parse({
      ...{
        queue: 'a'.repeat(16),
        state: 'done',
        startedAt: 0,
        endedAt: 1,
        by: 'ann',
        wanted: 10,
        looked: 8,
        hiddenUntil: null,
        failure: null,
      },
      ...find(queue(8)),
    });
    const { letters } = find(queue(8));
    const titles = (question: Parameters<typeof searched>[2]) => searched(look, letters, question).groups.map(({ title }) => title);
    expect(titles({ q: 'O-1' })).toHaveLength(2);
    expect(titles({ q: 'no_perm' })).toEqual(['NO_PERMISSIONS, OrderPlaced from invoices']);
    expect(titles({ q: 'ann@example' })).toEqual([]);
    expect(titles({ group: look.groups[1]?.key })).toEqual(['NO_PERMISSIONS, OrderPlaced from invoices']);
    expect(searched(look, letters, { q: 'a-3' }).groups[0]?.samples.map(({ messageId }) => messageId)).toEqual(['a-3']);
  });

  it('is exported a line a message, without line breaks inside', () => {
    const [first] = find(queue(8)).letters;
    const line = first === undefined ? '' : exportLine(first.group, first.letter);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toMatchObject({ messageId: 'a-0', group: first?.group, receiveCount: 6 });
    expect(line).not.toContain('ann@');
  });
});
