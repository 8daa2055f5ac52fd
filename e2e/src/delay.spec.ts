import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { QueueAddress, Simulator } from './simulator.js';
import { expect, test } from './test.js';

/** Dead-letter queues are read this often, seconds: the default of `cadence.liveBusySeconds`. */
const POLLED_EVERY_SECONDS = 15;
const ARRIVES_WITHIN_MS = 45_000;
const ROUNDS = 2;

/** Empty before, and each of one source: of several, any may be the one whose row tells of them. */
const EMPTY_QUEUES: readonly (QueueAddress & { readonly source: string })[] = [
  { accountId: '111122223333', region: 'eu-west-1', name: 'shipping-labels-dlq', source: 'shipping-labels' },
  { accountId: '111122223333', region: 'eu-west-1', name: 'payments-refunds-dlq', source: 'payments-refunds' },
  { accountId: '444455556666', region: 'eu-west-1', name: 'search-index-dlq', source: 'search-index' },
];

test('a message in an empty dead-letter queue is on the wall after one poll', async ({ page, simulator }, testInfo) => {
  await page.goto('/wall');
  await expect(page.getByRole('article').first()).toContainText('payments-capture', { timeout: 120_000 });
  const delays: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    // All are seen at about the moment of a poll; the sends that follow spread over the interval to the next.
    const sends = EMPTY_QUEUES.map(async (queue, index) => {
      await sleep(((index + round / ROUNDS) / EMPTY_QUEUES.length) * POLLED_EVERY_SECONDS * 1000);
      return measureDelay(page, simulator, queue, round);
    });
    delays.push(...(await Promise.all(sends)));
  }
  const figures = summary(delays);
  process.stdout.write(`  from SendMessage to the wall, ${delays.length} messages: ${figures}\n`);
  testInfo.annotations.push({ type: 'delay', description: figures });
  await testInfo.attach('delays-ms.json', { body: JSON.stringify(delays), contentType: 'application/json' });
});

/** @returns milliseconds from the send to the count that includes it, as a browser shows it */
async function measureDelay(page: Page, simulator: Simulator, queue: (typeof EMPTY_QUEUES)[number], count: number): Promise<number> {
  const sentAt = Date.now();
  await simulator.send(queue, `{"attempt":${count}}`);
  // Alone, or in the row of its source once that counts as poisoned.
  const row = page.getByRole('article').filter({ has: page.getByTitle(new RegExp(`^(${queue.name}|${queue.source})$`)) });
  // A short row drops its last words, and still says until when how many are lost.
  const told = row.getByText(new RegExp(`(^|\\D)${count} dead|first of ${count} is lost`)).filter({ visible: true });
  await expect(told.first()).toBeVisible({ timeout: ARRIVES_WITHIN_MS });
  return Date.now() - sentAt;
}

function summary(delays: readonly number[]): string {
  const sorted = [...delays].sort((a, b) => a - b);
  const quantile = (share: number): string => `${((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) / 1000).toFixed(1)} s`;
  return `median ${quantile(0.5)}, p95 ${quantile(0.95)}; polled every ${POLLED_EVERY_SECONDS} s`;
}
