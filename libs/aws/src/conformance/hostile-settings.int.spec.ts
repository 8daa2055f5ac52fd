import { resourceIdOf } from '@weir/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsAccess, type ScopeReader } from '../access.js';
import type { QueueDiscovery } from '../sqs.js';
import { startAwsSim, type AwsSim } from './aws-sim.js';

/** An account whose queues are set up in ways AWS would hardly allow. */
describe('hostile settings', () => {
  let sim: AwsSim;
  let reader: ScopeReader;
  let found: QueueDiscovery;

  beforeAll(async () => {
    sim = await startAwsSim({ scenario: 'hostile-settings', clock: 'real' });
    const [account] = sim.accounts;
    if (account === undefined) throw new Error('the simulator announced no account');
    const access = createAwsAccess({
      accounts: [{ id: account.id, name: account.name, regions: ['eu-west-1'] }],
      endpoint: sim.url,
      now: Date.now,
      random: Math.random,
      onCall: () => undefined,
      quotas: { 'sqs:ListQueueTags': 1_000 },
      credentials: async () => sim.credentials,
    });
    reader = access.scope({ accountId: account.id, region: 'eu-west-1' });
    // The simulator lives through its past when first asked: what that delays of the tags, the second discovery reads.
    await reader.discoverQueues();
    found = await reader.discoverQueues();
  });
  afterAll(() => sim.stop());

  const queueNamed = (name: string) => found.queues.find((queue) => queue.name === name);

  it('loses no queue over them', async () => {
    expect(found.failures).toEqual([]);
    expect(queueNamed('x'.repeat(80))).toBeDefined();
    expect(queueNamed('<script>alert(1)</script>')).toBeDefined();
    const readings = await reader.readQueues(found.queues.map((queue) => ({ resourceId: resourceIdOf(queue.arn), url: queue.config.url })));
    expect(readings.filter((reading) => !reading.outcome.ok)).toEqual([]);
  });

  it.each(['odd-redrive-not-json', 'odd-redrive-no-arn', 'odd-redrive-array', 'odd-redrive-itself'])(
    'tells what is wrong with %s',
    (name) => {
      const config = queueNamed(name)?.config;
      expect(config?.redrive).toBeNull();
      expect(config?.problems).toHaveLength(1);
      expect(config?.problems[0]).toMatch(/^RedrivePolicy /);
    },
  );

  it('keeps a dead-letter queue it cannot see', () => {
    expect(queueNamed('odd-redrive-elsewhere')?.config).toMatchObject({
      redrive: { deadLetterTargetArn: 'arn:aws:sqs:ap-south-1:444455556666:nowhere', maxReceiveCount: 3 },
      problems: [],
    });
  });

  it('assumes nothing silently where numbers are none', () => {
    const config = queueNamed('odd-numbers')?.config;
    expect(config).toMatchObject({ visibilityTimeoutSeconds: 30, retentionSeconds: 345_600, delaySeconds: 0, createdAt: null });
    expect(config?.problems).toHaveLength(4);
  });

  it('takes tags for text, and leaves out what no tag can be', () => {
    expect(queueNamed('odd-script-tags')?.tags).toEqual({ system: '<script>alert(1)</script>', team: '"><img src=x onerror=alert(1)>' });
    expect(queueNamed('odd-rtl-tags')?.tags).toEqual({ system: '\u202Egnissecorp\u202C', team: 'é'.repeat(128) });
  });
});
