import type { Resource } from '@weir/contract';
import { percent, shortNumber, timePassed } from '../format/index.js';
import type { LineSpec } from './chart-data.js';

export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  readonly sub: string;
  readonly lines: readonly LineSpec[];
  /** A value of this chart in words, with its unit. */
  readonly words: (value: number) => string;
  /** The unit of bare figures, for the head of a table. */
  readonly unit: string;
  readonly source: string;
}

const level = (metric: LineSpec['metric'], label: string, colour: string): LineSpec => ({ metric, label, colour, perSecond: false });
const rate = (metric: LineSpec['metric'], label: string, colour: string): LineSpec => ({ metric, label, colour, perSecond: true });
const perSecond = (value: number) => `${shortNumber(value)}/s`;

const SOURCE_BOTH = 'SQS, later CloudWatch';
const SOURCE_CLOUDWATCH = 'CloudWatch';

const DEPTH: ChartSpec = {
  id: 'depth',
  title: 'Depth',
  sub: 'messages waiting and in flight, highest of each step',
  lines: [level('visible', 'waiting', 'var(--ink-level)'), level('inFlight', 'in flight', 'var(--ink-out)')],
  words: shortNumber,
  unit: '',
  source: SOURCE_BOTH,
};
const AGE: ChartSpec = {
  id: 'age',
  title: 'Oldest message',
  sub: 'age, highest of each step',
  lines: [level('oldestAge', 'age', 'var(--ink-level)')],
  words: timePassed,
  unit: 's',
  source: SOURCE_CLOUDWATCH,
};
const FLOW: ChartSpec = {
  id: 'flow',
  title: 'In and out',
  sub: 'messages per second',
  lines: [
    rate('sent', 'sent', 'var(--ink-in)'),
    rate('received', 'received', 'var(--ink-before)'),
    rate('deleted', 'deleted', 'var(--ink-out)'),
  ],
  words: perSecond,
  unit: '/s',
  source: SOURCE_CLOUDWATCH,
};
const EMPTY: ChartSpec = {
  id: 'empty',
  title: 'Empty receives',
  sub: 'calls per second that found nothing: consumers are polling',
  lines: [rate('emptyReceives', 'empty receives', 'var(--ink-level)')],
  words: perSecond,
  unit: '/s',
  source: SOURCE_CLOUDWATCH,
};
const GROUPS: ChartSpec = {
  id: 'groups',
  title: 'Message groups in flight',
  sub: 'a group in flight holds back the rest of its messages',
  lines: [level('groupsInFlight', 'groups', 'var(--ink-level)')],
  words: shortNumber,
  unit: '',
  source: SOURCE_CLOUDWATCH,
};
const DUPLICATES: ChartSpec = {
  id: 'duplicates',
  title: 'Deduplicated sends',
  sub: 'sends per second that SQS dropped as duplicates',
  lines: [rate('deduplicated', 'deduplicated', 'var(--ink-level)')],
  words: perSecond,
  unit: '/s',
  source: SOURCE_CLOUDWATCH,
};

export function chartsFor(resource: Pick<Resource, 'config'>): readonly ChartSpec[] {
  return [DEPTH, AGE, FLOW, EMPTY, ...(resource.config?.fifo === true ? [GROUPS, DUPLICATES] : [])];
}

/** Retention is worth a line once the oldest message has used up half of it. */
export function retentionLimit(
  resource: Pick<Resource, 'config'>,
  largestAge: number,
): { readonly seconds: number; readonly label: string } | null {
  const seconds = resource.config?.retentionSeconds;
  if (seconds === undefined || largestAge < seconds / 2) return null;
  return { seconds, label: `retention, ${percent(largestAge / seconds)} used` };
}
