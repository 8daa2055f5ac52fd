import { MINUTE_MS } from '@weir/domain';

const WEEK_MINUTES = 7 * 24 * 60;
/** 1970-01-01 was a Thursday; weeks here begin on Monday. */
const MONDAY_OFFSET_MINUTES = 3 * 24 * 60;

/** How a load spreads over the week, as a share of its peak. Local hours, Monday first. */
export type ShapeName = 'retail' | 'evening' | 'office' | 'flat' | 'nightly';

/** Anchors over the day, hour → share; linear in between. */
const DAYS: Record<ShapeName, { readonly anchors: readonly (readonly [number, number])[]; readonly week: readonly number[] }> = {
  retail: {
    anchors: [
      [0, 0.32],
      [3, 0.16],
      [5, 0.18],
      [8, 0.62],
      [11, 0.85],
      [13, 0.8],
      [16, 0.78],
      [20, 1],
      [22, 0.7],
      [24, 0.32],
    ],
    week: [0.92, 0.88, 0.9, 0.94, 1, 0.97, 0.9],
  },
  evening: {
    anchors: [
      [0, 0.5],
      [4, 0.14],
      [9, 0.3],
      [17, 0.6],
      [21, 1],
      [24, 0.5],
    ],
    week: [0.8, 0.78, 0.8, 0.84, 0.95, 1, 0.98],
  },
  office: {
    anchors: [
      [0, 0.1],
      [6, 0.12],
      [9, 0.9],
      [11, 1],
      [13, 0.8],
      [15, 0.95],
      [18, 0.35],
      [21, 0.15],
      [24, 0.1],
    ],
    week: [1, 0.98, 0.97, 0.96, 0.88, 0.25, 0.2],
  },
  flat: {
    anchors: [
      [0, 1],
      [24, 1],
    ],
    week: [1, 1, 1, 1, 1, 1, 1],
  },
  nightly: {
    anchors: [
      [0, 0],
      [2, 0],
      [2, 1],
      [2.35, 1],
      [2.35, 0],
      [24, 0],
    ],
    week: [1, 1, 1, 1, 1, 1, 1],
  },
};

function interpolate(anchors: readonly (readonly [number, number])[], hour: number): number {
  for (let at = 1; at < anchors.length; at++) {
    const [fromHour, from] = anchors[at - 1] ?? [0, 0];
    const [toHour, to] = anchors[at] ?? [24, 0];
    if (hour < toHour) return from + ((to - from) * (hour - fromHour)) / (toHour - fromHour);
  }
  return 0;
}

const tables = new Map<ShapeName, Float32Array>();

function tableOf(shape: ShapeName): Float32Array {
  let table = tables.get(shape);
  if (!table) {
    const { anchors, week } = DAYS[shape];
    table = Float32Array.from({ length: WEEK_MINUTES }, (_, minute) => {
      const share = interpolate(anchors, (minute % 1440) / 60);
      return share * (week[Math.floor(minute / 1440)] ?? 1);
    });
    tables.set(shape, table);
  }
  return table;
}

/** Share of the peak load, 0 to 1. `hourOffset`: local time minus UTC. */
export function shareOfPeak(shape: ShapeName, at: number, hourOffset: number): number {
  const minute = Math.floor(at / MINUTE_MS) + MONDAY_OFFSET_MINUTES + hourOffset * 60;
  return tableOf(shape)[((minute % WEEK_MINUTES) + WEEK_MINUTES) % WEEK_MINUTES] ?? 0;
}
