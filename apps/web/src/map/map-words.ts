import type { FlowState, Resource, TopologyEdge, TopologyNode, VerdictState } from '@weir/contract';
import { isBrokenFlow, type MapEdge, type MapNode } from '@weir/domain';
import {
  ageSeconds,
  counted,
  durationParts,
  groupDigits,
  isTrouble,
  NARROW_SPACE,
  shortNumber,
  timePassed,
  visibleText,
} from '../format/index.js';

const MINUTE_SECONDS = 60;

/** A rate with its unit, per minute where per second says little: `118/s`, `11/min`, `<0.1/min`. */
export function rateText(perSecond: number): string {
  return perSecond > 0 && perSecond < 1 ? `${shortNumber(perSecond * MINUTE_SECONDS)}/min` : `${shortNumber(perSecond)}/s`;
}

/** What of a line's rate is known, `≥ 118/s` where some of what it bundles is not; null: nothing is. */
export function rateOf({ ratePerSecond, ratePartial }: Pick<MapEdge, 'ratePerSecond' | 'ratePartial'>): string | null {
  if (ratePerSecond === null) return null;
  return `${ratePartial ? `≥${NARROW_SPACE}` : ''}${rateText(ratePerSecond)}`;
}

/** Mean width of a character at a line, map pixels: figures are wider, and so is `m`; spaces and commas are narrower. */
const CHARACTER_WIDTH = 5.5;

/**
 * What is written at a line, within `room` map pixels; empty where the picture says it all. Its state is its sign. Where there is no room for
 * both, what is broken tells how long, and the rate is below the map.
 */
export function labelOf(line: MapEdge, now: number, room = Infinity): string {
  const { state, since } = line;
  if (state === 'off' || state === 'idle' || state === 'dark') return '';
  const rate = rateOf(line) ?? '';
  if (!isBrokenFlow(state) || since === null) return rate;
  const lasts = roughly(ageSeconds(since, now));
  const both = rate === '' ? lasts : `${rate}, ${lasts}`;
  return [...both].length * CHARACTER_WIDTH <= room ? both : lasts;
}

/** The first part of a time that has passed: there is little room at a line. */
function roughly(seconds: number): string {
  const [first] = durationParts(seconds, 'passed');
  return first === undefined ? '' : `${first.value}${NARROW_SPACE}${first.unit}`;
}

export const FLOW_WORDS: Readonly<Record<FlowState, string>> = {
  flowing: 'flowing',
  idle: 'quiet',
  late: 'late',
  waiting: 'taken, not finished',
  failing: 'failing',
  cut: 'cut',
  off: 'switched off',
  dark: 'not visible',
};

/** The silhouette that goes with the word. */
export const FLOW_GLYPHS: Readonly<Record<FlowState, VerdictState>> = {
  flowing: 'ok',
  idle: 'idle',
  late: 'slow',
  waiting: 'stalled',
  failing: 'failing',
  cut: 'stopped',
  off: 'disabled',
  dark: 'unknown',
};

const KIND_WORDS: Readonly<Partial<Record<TopologyNode['kind'], string>>> = {
  'delivery-stream': 'Firehose',
  'schedule-group': 'schedules',
  'api-destination': 'API destination',
  function: 'function',
  http: 'HTTP',
  email: 'e-mail',
  sms: 'SMS',
  other: 'outside',
};
export const kindWord = (kind: TopologyNode['kind']): string => KIND_WORDS[kind] ?? kind;

/** What is known of a box beyond its graph. */
export interface BoxFacts {
  readonly arriving: readonly MapEdge[];
  readonly leaving: readonly MapEdge[];
  readonly resource: Resource | null;
  /** False: a root leaves lines out, so that those here are not to be counted. */
  readonly complete: boolean;
}

/** The line under a box's name. */
export function metaOf(box: MapNode, { arriving, leaving, resource, complete }: BoxFacts): string {
  const [only, second] = box.members;
  if (only === undefined) return '';
  if (second !== undefined) return groupMeta(box);
  if (box.verdict?.state === 'unknown') return 'not visible';
  switch (only.kind) {
    case 'queue':
      return queueMeta(only, resource);
    case 'stream': {
      const shards = resource?.stream?.openShards;
      return shards === undefined ? 'stream' : `stream · ${counted(shards, 'shard')}`;
    }
    case 'topic':
      if (!complete) return 'topic';
      return `topic · ${counted(edgesOf(leaving, 'subscription').length, 'sub')}`;
    case 'bus':
      if (!complete) return 'bus';
      return `bus · ${counted(new Set(edgesOf(leaving, 'rule').map(({ via }) => via?.id)).size, 'rule')}`;
    default:
      return passingMeta(only, box.column === 'producers' ? leaving : arriving);
  }
}

/** The edges of a kind, each by itself: a line may bundle many. */
const edgesOf = (lines: readonly MapEdge[], kind: TopologyEdge['kind']): readonly TopologyEdge[] =>
  lines.flatMap(({ members }) => members.filter((edge) => edge.kind === kind));

function groupMeta(box: MapNode): string {
  const wrong = box.members.filter(({ verdict }) => verdict !== null && isTrouble(verdict.state)).length;
  const broken = box.inside.filter(({ state }) => isBrokenFlow(state)).length;
  const all = groupDigits(box.members.length);
  if (broken > 0) return `${broken} broken inside · ${all} here`;
  return wrong === 0 ? `${all} here` : `${wrong} of ${all} in trouble`;
}

function queueMeta(node: TopologyNode, resource: Resource | null): string {
  const held = resource?.latest.visible?.value ?? null;
  if (held === null) return node.deadLetter ? 'dead letters' : 'queue';
  if (node.deadLetter) return held === 0 ? 'empty' : `${shortNumber(held)} held`;
  const age = resource?.latest.oldestAge?.value ?? null;
  const late = node.verdict?.state === 'slow' || node.verdict?.state === 'poisoned';
  return late && age !== null ? `oldest ${timePassed(age)}` : `${shortNumber(held)} waiting`;
}

function passingMeta(node: TopologyNode, lines: readonly MapEdge[]): string {
  const mark = node.kind === 'function' ? 'λ ' : '';
  const rate = rateOf(sumOf(lines));
  if (rate === null) return lines.some(({ state }) => state === 'dark') ? 'not visible' : `${mark}${kindWord(node.kind)}`.trim();
  return `${mark}${rate}`;
}

/** What passes on lines together. One switched off has no part in it; any other whose rate is not known makes the sum a lower bound. */
function sumOf(lines: readonly MapEdge[]): Pick<MapEdge, 'ratePerSecond' | 'ratePartial'> {
  const rates = lines.map(({ ratePerSecond }) => ratePerSecond).filter((rate) => rate !== null);
  return {
    ratePerSecond: rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0),
    ratePartial: lines.some(({ state, ratePerSecond, ratePartial }) => ratePartial || (ratePerSecond === null && state !== 'off')),
  };
}

const EDGE_WORDS: Readonly<Record<TopologyEdge['kind'], string>> = {
  subscription: 'subscription',
  rule: 'rule',
  pipe: 'pipe',
  enrichment: 'enrichment of pipe',
  schedule: 'schedule',
  mapping: 'reads',
  redrive: 'dead letters',
  publish: 'publishes',
};

/** What a line is: `rule orders-to-labels`, `12 subscriptions`, `dead letters`. */
export function viaOf(line: Pick<MapEdge, 'members'>): string {
  const [first, second] = line.members;
  if (first === undefined) return '';
  const word = EDGE_WORDS[first.kind];
  if (second !== undefined) return `${groupDigits(line.members.length)} edges`;
  return first.via === null || first.kind === 'redrive' ? word : `${word} ${visibleText(first.via.name)}`;
}

/** Everything a line says, as one sentence for those who do not see it. */
export function lineSentence(line: MapEdge, from: string, to: string, now: number): string {
  return [
    `${visibleText(from)} to ${visibleText(to)}`,
    viaOf(line),
    FLOW_WORDS[line.state] + (line.since === null || line.state === 'flowing' ? '' : ` for ${timePassed(ageSeconds(line.since, now))}`),
    rateOf(line) ?? 'rate not known',
    ...(line.because === null ? [] : [visibleText(line.because)]),
    ...(line.filtered ? ['filtered'] : []),
    ...(line.withoutDeadLetters ? ['failures have nowhere to go'] : []),
    ...changeWords(line.changedAt, now),
  ].join(', ');
}

/** The same of a box. */
export function boxSentence(box: MapNode, meta: string, now: number): string {
  const { verdict } = box;
  return [
    visibleText(box.name),
    box.members.length > 1 ? `group of ${box.members.length}` : kindWord(box.members[0]?.kind ?? 'other'),
    ...(verdict === null ? [] : [verdict.because === '' ? verdict.state : `${verdict.state}: ${visibleText(verdict.because)}`]),
    meta,
    ...changeWords(box.changedAt, now),
  ].join(', ');
}

/** Older changes are no news on a map. */
const NEWS_SECONDS = 86_400;

/** `edited 14 min ago`, for a day. */
export function changeWords(changedAt: number | null, now: number): readonly string[] {
  if (changedAt === null || ageSeconds(changedAt, now) > NEWS_SECONDS) return [];
  return [`edited ${timePassed(ageSeconds(changedAt, now))} ago`];
}

/** Kinds that have a metric of their own, by whose count the rate is told. */
const SOURCES: Readonly<Partial<Record<TopologyEdge['kind'], string>>> = {
  subscription: 'CloudWatch, topic and what arrived',
  rule: 'CloudWatch, per rule',
  pipe: 'CloudWatch, per pipe',
  enrichment: 'CloudWatch, per pipe',
  schedule: 'CloudWatch, per schedule group',
  mapping: 'CloudWatch, what was taken out',
  redrive: 'SQS and CloudWatch, what arrived',
  publish: 'CloudWatch, what came in',
};
export const sourceOf = (line: Pick<MapEdge, 'members'>): string => SOURCES[line.members[0]?.kind ?? 'publish'] ?? 'CloudWatch';
