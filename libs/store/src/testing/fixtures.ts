import type { QueueConfig, ResourceId } from '@weir/contract';
import { FAMILIES, resourceIdOf, type DiscoveredQueue, type FamilyName, type SampleRow, type Scope } from '@weir/domain';

export const SCOPE: Scope = { accountId: '111122223333', region: 'eu-west-1' };

/** A Tuesday at noon, at the start of an hour. */
export const NOON = Date.UTC(2026, 10, 24, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function queueNamed(
  name: string,
  change: { config?: Partial<QueueConfig>; tags?: Record<string, string>; scope?: Scope } = {},
): DiscoveredQueue {
  const { accountId, region } = change.scope ?? SCOPE;
  return {
    kind: 'queue',
    accountId,
    region,
    arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
    name,
    config: {
      url: `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
      fifo: false,
      visibilityTimeoutSeconds: 30,
      retentionSeconds: 345_600,
      delaySeconds: 0,
      maximumMessageBytes: 262_144,
      createdAt: null,
      redrive: null,
      problems: [],
      ...change.config,
    },
    tags: change.tags ?? {},
  };
}

export const idOf = (name: string): ResourceId => resourceIdOf(queueNamed(name).arn);

/** A row with some values by place; the others are unknown. */
export function row(
  resourceId: ResourceId,
  family: FamilyName,
  at: number,
  values: Partial<Record<number, number | null>>,
  settled = true,
): SampleRow {
  return { resourceId, family, at, values: FAMILIES[family].metrics.map((_, index) => values[index] ?? null), settled };
}
