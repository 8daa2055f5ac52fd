import type { EpochMs } from '@weir/contract';
import { SHARD_METRICS, type ShardMetric } from '@weir/domain';
import { floorTo, MINUTE } from '../series/layers.js';
import type { ShardStep, StoredShardMinute } from '../store.js';

interface Cells {
  values: Float64Array | Float32Array;
  known: Uint16Array;
}

interface OpenStep {
  source: ShardStep['source'];
  settled: boolean;
  minutes: number;
  readonly values: Partial<Record<ShardMetric, Cells>>;
}

/** Joins minutes, told in the order of time and in as many parts as one likes, to steps. */
export class ShardSteps {
  private readonly steps = new Map<EpochMs, OpenStep>();
  private once = new Uint16Array(0);

  constructor(private readonly stepMs: number) {}

  add(minutes: readonly StoredShardMinute[]): void {
    if (this.stepMs === MINUTE) return this.addAsTheyAre(minutes);
    for (const { at, source, settled, values } of minutes) {
      const start = floorTo(at, this.stepMs);
      const step = this.steps.get(start) ?? { source, settled, minutes: 0, values: {} };
      this.steps.set(start, step);
      step.minutes++;
      step.settled &&= settled;
      if (source === 'sampled') step.source = source;
      for (const metric of Object.keys(values) as ShardMetric[]) {
        const floats = values[metric];
        if (floats) addFloats((step.values[metric] = withRoomFor(floats.length, step.values[metric])), floats, metric);
      }
    }
  }

  /** A minute by itself is a step already: nothing is added up, and an unknown value says by itself that it is. */
  private addAsTheyAre(minutes: readonly StoredShardMinute[]): void {
    for (const { at, source, settled, values } of minutes) {
      const step: OpenStep = { source, settled, minutes: 1, values: {} };
      for (const metric of Object.keys(values) as ShardMetric[]) {
        const floats = values[metric];
        if (floats) step.values[metric] = { values: floats, known: this.ones(floats.length) };
      }
      this.steps.set(at, step);
    }
  }

  /** One array for all steps of as many shards. */
  private ones(length: number): Uint16Array {
    if (this.once.length !== length) this.once = new Uint16Array(length).fill(1);
    return this.once;
  }

  result(): readonly ShardStep[] {
    return [...this.steps].map(([at, step]) => ({ at, ...step }));
  }
}

function withRoomFor(length: number, cells: Cells | undefined): Cells {
  if (cells && cells.values.length >= length) return cells;
  const values = new Float64Array(length).fill(Number.NaN);
  const known = new Uint16Array(length);
  if (cells) {
    values.set(cells.values);
    known.set(cells.known);
  }
  return { values, known };
}

function addFloats({ values, known }: Cells, floats: Float32Array, metric: ShardMetric): void {
  const isSum = SHARD_METRICS[metric].statistic === 'Sum';
  // By index rather than by iterator: this runs for every shard and minute of fifteen days.
  for (let index = 0; index < floats.length; index++) {
    const value = floats[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const before = values[index] ?? Number.NaN;
    known[index] = (known[index] ?? 0) + 1;
    values[index] = Number.isNaN(before) ? value : isSum ? before + value : Math.max(before, value);
  }
}
