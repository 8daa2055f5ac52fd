import type { StreamDetail, VerdictState } from '@weir/contract';
import { ageSeconds, momentAndAge, money, timePassed, type Zone } from '../format/index.js';

/** Something that limits what the page can say, and what would lift the limit. */
export interface StreamNotice {
  readonly id: string;
  readonly state: VerdictState;
  readonly title: string;
  readonly text: string;
  /** Ready to paste into a shell. */
  readonly command: string | null;
}

/** CloudWatch tells a minute two or three minutes later; this late, something is wrong. */
const STALE_SECONDS = 15 * 60;

/** What stands above the page of a stream for as long as it is true, worst first. */
export function streamNotices(detail: StreamDetail, now: number, zone: Zone): readonly StreamNotice[] {
  const { resource, enhancedMonitoring, loadSource, newestMinute, sampling } = detail;
  const notices: StreamNotice[] = [];
  const add = (id: string, state: VerdictState, title: string, text: string, command: string | null = null) =>
    notices.push({ id, state, title, text, command });
  const gone = resource.deletedAt;
  const refused = resource.verdict.reason === 'access-denied';
  if (gone !== null)
    add('deleted', 'stale', `Deleted ${momentAndAge(gone, now, zone)}`, 'Its history stays readable for as long as Weir keeps it.');
  if (refused && gone === null) {
    add(
      'denied',
      'unknown',
      'AWS refuses to tell about this stream',
      `${resource.verdict.because}. The role needs kinesis:DescribeStreamSummary, kinesis:ListShards and cloudwatch:GetMetricData; docs/IAM.md has the statement.`,
    );
  }
  const silent = newestMinute === null ? null : ageSeconds(newestMinute, now);
  if (silent !== null && silent > STALE_SECONDS && gone === null && !refused)
    add('stale', 'stale', `No newer shard load for ${timePassed(silent)}`, 'What is shown is the last that was known.');
  const onDemand = resource.stream?.mode === 'ON_DEMAND';
  if (!enhancedMonitoring.enabled && !refused && gone === null) {
    add(
      'no-metrics',
      'unknown',
      loadSource === 'sampled' ? 'Shard load is estimated from samples' : 'The load of single shards is not measured',
      `Shard-level metrics are off. Turning them on costs about ${money(enhancedMonitoring.monthlyUsd)} a month at AWS for this stream.${
        loadSource === 'none' && sampling.state === 'off' ? ' Sampling, which is off as well, would estimate it for less.' : ''
      }`,
      enhancedMonitoring.command,
    );
  }
  if (resource.stream?.distribution === 'AUTO')
    add(
      'auto',
      'idle',
      'AWS spreads the records',
      'Partition keys decide nothing about the shard of a record, so no key can heat one and there is nothing to split or salt.',
    );
  else if (onDemand)
    add(
      'on-demand',
      'idle',
      'On demand',
      'AWS splits and merges by itself. A single key above what one shard takes is refused all the same.',
    );
  return notices;
}
