import type { MapEdge } from '@weir/domain';
import { isBrokenFlow } from '@weir/domain';
import type { Place } from './elk-graph.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface LabelPlace extends Point {
  readonly anchor: 'middle' | 'end';
  /** How wide it may be before it comes over a box, map pixels. */
  readonly room: number;
}

/** How a line runs, map pixels. */
export interface LineShape {
  /** SVG path from the leaving to the arriving end. */
  readonly d: string;
  /** Half way: where a sign stands. */
  readonly middle: Point;
  /** Where the rate stands, and what of it: at the arriving end, or between two boxes side by side. null: there is no room to say it. */
  readonly label: LabelPlace | null;
  /** Stroke width. */
  readonly weight: number;
}

const THINNEST = 1.2;
const THICKEST = 14;
const UNKNOWN_WEIGHT = 1.5;

/** Weight grows with the logarithm of the rate: a hundred times as many messages are about four times as wide. */
export function weightOf(ratePerSecond: number | null): number {
  if (ratePerSecond === null) return UNKNOWN_WEIGHT;
  return Math.min(THICKEST, Math.max(THINNEST, Math.log10(ratePerSecond + 1) * 2.6));
}

/** Room between lines that arrive at one box, at most. */
const LANE = 11;
/** Lines between the same two boxes stand further apart: each may have a sign and a rate. */
const PARALLEL_LANE = 22;
/** Lanes leave this much of a box free, both sides together. */
const LANES_MARGIN = 10;
/** More labels than this at one box cover each other. */
const MOST_LABELS = 3;
/** Failures leave below what flows, so that both can be followed to their ends. */
const REDRIVE_BELOW = 11;
/** Within a column a line leaves and arrives on the left, this far out at most. */
const LOOP_OUT = 44;
/** Its rate stands off the row of what may cross it half way. */
const LOOP_LABEL_BELOW = 26;
/** Two ends this close in height are side by side. */
const SIDE_BY_SIDE = 6;
/** Words at the arriving ends of lines to one box stand at least this far apart, base line to base line. */
const LABEL_LINE = 12;
/** Words keep this far from a box on both sides of them together. */
const LABEL_MARGIN = 6;
/** A longer line has room for its rate at the arriving end. */
const LONGEST_GAP = 110;

/** How every line runs, given where the boxes stand. Lines to boxes without a place are left out. */
export function shapesOf(lines: readonly MapEdge[], places: ReadonlyMap<string, Place>): ReadonlyMap<string, LineShape> {
  const shapes = new Map<string, LineShape>();
  for (const [to, arriving] of Map.groupBy(lines, (line) => line.to)) {
    const target = places.get(to);
    if (target === undefined) continue;
    const found = arriving.flatMap((line) => {
      const source = places.get(line.from);
      return source === undefined ? [] : [{ line, source }];
    });
    // From top to bottom as they come, so that lines to one box do not cross before it.
    const sorted = found.sort((a, b) => a.source.y - b.source.y || (a.line.id < b.line.id ? -1 : 1));
    const told = labelled(sorted.map(({ line }) => line));
    const pairs = Map.groupBy(sorted, ({ line }) => line.from);
    const clear = clearBefore(target.x, places);
    const widest = sorted.length > 1 && [...pairs.values()].some((pair) => pair.length > 1) ? PARALLEL_LANE : LANE;
    const step = sorted.length < 2 ? 0 : Math.min(widest, (target.height - LANES_MARGIN) / (sorted.length - 1));
    const ends = sorted.map(({ line, source }, index) => {
      const lane = (index - (sorted.length - 1) / 2) * step;
      // Lines between the same two boxes run beside each other from end to end.
      const leave = (pairs.get(line.from)?.length ?? 0) > 1 ? lane : line.redrive ? REDRIVE_BELOW : 0;
      return { id: line.id, shape: shapeOf({ line, source, target, leave, lane, clear, told: told.has(line.id) }) };
    });
    for (const { id, shape } of labelsApart(ends)) shapes.set(id, shape);
  }
  return shapes;
}

interface EndingLine {
  readonly id: string;
  readonly shape: LineShape;
}

/** The lines of one box, from top to bottom, with labels that do not cover each other: the upper ones make room. */
function labelsApart(lines: readonly EndingLine[]): readonly EndingLine[] {
  let free = Infinity;
  return lines
    .toReversed()
    .map(({ id, shape }) => {
      if (shape.label?.anchor !== 'end') return { id, shape };
      const y = Math.min(shape.label.y, free);
      free = y - LABEL_LINE;
      return { id, shape: { ...shape, label: { ...shape.label, y } } };
    })
    .toReversed();
}

/** Where boxes before a column end: to the right of it nothing stands up to that column. */
function clearBefore(x: number, places: ReadonlyMap<string, Place>): number {
  let end = -Infinity;
  for (const place of places.values()) if (place.x + place.width <= x) end = Math.max(end, place.x + place.width);
  return end;
}

/** Whose rates are told at a box: all while they have room, else those in trouble and the largest. */
function labelled(lines: readonly MapEdge[]): ReadonlySet<string> {
  const important = [...lines].sort(
    (a, b) => Number(isBrokenFlow(b.state)) - Number(isBrokenFlow(a.state)) || (b.ratePerSecond ?? 0) - (a.ratePerSecond ?? 0),
  );
  return new Set(important.slice(0, MOST_LABELS).map(({ id }) => id));
}

interface Course {
  readonly line: MapEdge;
  readonly source: Place;
  readonly target: Place;
  /** How far below the middle of its box it leaves, and arrives. */
  readonly leave: number;
  readonly lane: number;
  /** Left of where it arrives, no box stands from here on. */
  readonly clear: number;
  /** Its rate is written. */
  readonly told: boolean;
}

function shapeOf({ line, source, target, leave, lane, clear, told }: Course): LineShape {
  const weight = weightOf(line.ratePerSecond);
  if (source.x === target.x) return loopOf({ source, target, clear, told }, weight);
  const [x1, y1] = [source.x + source.width, source.y + source.height / 2 + leave];
  // In one row failures run straight, below what flows.
  const below = line.redrive && Math.abs(source.y - target.y) < SIDE_BY_SIDE ? leave + source.y - target.y : 0;
  const [x2, y2] = [target.x, target.y + target.height / 2 + lane + below];
  const middle = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
  const gap = x2 - x1;
  const sideBySide = gap > 0 && gap < LONGEST_GAP && Math.abs(y1 - y2) < SIDE_BY_SIDE;
  const bend = Math.min(90, Math.max(24, Math.abs(gap) / 2));
  return {
    d: y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
    middle,
    label: !told
      ? null
      : sideBySide
        ? { x: middle.x, y: middle.y - 8, anchor: 'middle', room: gap - LABEL_MARGIN }
        : endingAt(x2 - 7, y2 - Math.max(5, weight / 2 + 3), clear),
    weight,
  };
}

function endingAt(x: number, y: number, clear: number): LabelPlace {
  return { x, y, anchor: 'end', room: x - clear - LABEL_MARGIN / 2 };
}

function loopOf({ source, target, clear, told }: Pick<Course, 'source' | 'target' | 'clear' | 'told'>, weight: number): LineShape {
  const down = target.y >= source.y ? 1 : -1;
  const y1 = source.y + source.height / 2 + 9 * down;
  const y2 = target.y + target.height / 2 - 9 * down;
  const out = Math.min(LOOP_OUT, 18 + Math.abs(y2 - y1) / 8);
  // Half way along a cubic whose handles stand `out` away it is three quarters of that away.
  const middle = { x: source.x - out * 0.75, y: (y1 + y2) / 2 };
  return {
    d: `M${source.x} ${y1}C${source.x - out} ${y1 + 15 * down} ${target.x - out} ${y2 - 15 * down} ${target.x} ${y2}`,
    middle,
    label: told ? endingAt(middle.x - 4, middle.y + LOOP_LABEL_BELOW, clear) : null,
    weight,
  };
}
