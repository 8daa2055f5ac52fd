import type { FanoutKind, ResourceId, WeirConfig } from '@weir/contract';
import { type FanoutFamilyName, FAMILIES_OF_KIND, MINUTE_MS, minuteOf, scopeKey, type ScopeKey } from '@weir/domain';
import type { Coverage, Store } from '@weir/store';
import { HISTORY_ENDS_BEFORE_MS, historyDays } from '../history-days.js';
import type { WatchedFanout } from './watched-fanout.js';

/** Minutes of one day that several resources lack, to be fetched together. */
export interface HistoryChunk {
  readonly of: readonly { readonly id: ResourceId; readonly family: FanoutFamilyName }[];
  readonly from: number;
  readonly to: number;
}

/** As many as keep a chunk to a few calls of CloudWatch, which gives 100,800 points each: a day of one metric is 1,440. */
const RESOURCES_PER_CHUNK = 100;
/** The oldest minutes that are asked for last must still be kept when they are. */
const WAIT_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

const KINDS_OF_FAMILY = new Map<FanoutFamilyName, readonly FanoutKind[]>();
for (const [kind, families] of Object.entries(FAMILIES_OF_KIND) as [FanoutKind, readonly FanoutFamilyName[]][])
  for (const family of families) KINDS_OF_FAMILY.set(family, [...(KINDS_OF_FAMILY.get(family) ?? []), kind]);

/** The past of what passes events on: what is missing of it, and what it says of who is active. */
export class FanoutHistory {
  constructor(private readonly parts: { readonly store: Pick<Store, 'series'>; readonly config: WeirConfig; readonly now: () => number }) {}

  /** What is missing of these resources, by scope, newest first. Notes since when each is known, and when it was last active. */
  async plan(fanouts: readonly WatchedFanout[]): Promise<ReadonlyMap<ScopeKey, readonly HistoryChunk[]>> {
    const { store, config, now } = this.parts;
    const from = minuteOf(now() - config.cloudwatch.backfillDays * DAY_MS) + WAIT_MS;
    const to = minuteOf(now()) - HISTORY_ENDS_BEFORE_MS;
    if (from >= to) return new Map();
    const missing: Missing[] = [];
    for (const [family, kinds] of KINDS_OF_FAMILY) {
      const mine = fanouts.filter((fanout) => fanout.families.includes(family));
      if (mine.length === 0) continue;
      const coverage = await store.series.coverage(family, from, to, kinds);
      for (const fanout of mine) missing.push(...missingOf(fanout, family, coverage.get(fanout.id), { from, to }));
    }
    return chunksByScope(missing);
  }
}

interface Missing {
  readonly scope: ScopeKey;
  readonly id: ResourceId;
  readonly family: FanoutFamilyName;
  readonly from: number;
  readonly to: number;
}

function missingOf(
  fanout: WatchedFanout,
  family: FanoutFamilyName,
  coverage: Coverage | undefined,
  range: { readonly from: number; readonly to: number },
): readonly Missing[] {
  const gaps = coverage?.gaps ?? [range];
  fanout.noteCoverage(coverage?.settledThrough ?? null, gaps.at(-1)?.to ?? range.from);
  return gaps.flatMap(historyDays).map((day) => ({ scope: scopeKey(fanout.entry), id: fanout.id, family, ...day }));
}

function chunksByScope(missing: readonly Missing[]): ReadonlyMap<ScopeKey, readonly HistoryChunk[]> {
  const byScope = new Map<ScopeKey, HistoryChunk[]>();
  const alike = Map.groupBy(missing, ({ scope, from, to }) => `${scope} ${from} ${to}`);
  for (const group of alike.values()) {
    for (let start = 0; start < group.length; start += RESOURCES_PER_CHUNK) {
      const part = group.slice(start, start + RESOURCES_PER_CHUNK);
      const [first] = part;
      if (!first) continue;
      const chunk = { of: part.map(({ id, family }) => ({ id, family })), from: first.from, to: first.to };
      byScope.set(first.scope, [...(byScope.get(first.scope) ?? []), chunk]);
    }
  }
  for (const chunks of byScope.values()) chunks.sort((a, b) => b.to - a.to || b.from - a.from);
  return byScope;
}
