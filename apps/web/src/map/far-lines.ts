import { isBrokenFlow } from '@weir/domain';
import type { LineElement, MapJoint } from './flow-elements.js';
import { strokeOf } from './line-ink.js';
import { lineClasses, missingPath } from './MapLine.js';

type Drawn = NonNullable<LineElement['data']>;

/** Lines that are drawn alike, as one path. */
export interface LineBundle {
  readonly key: string;
  readonly classes: string;
  readonly stroke: ReturnType<typeof strokeOf>;
  readonly d: string;
}

interface FarPicture {
  readonly bundles: readonly LineBundle[];
  /** Each by itself: their dashes and signs are their own. */
  readonly broken: readonly (Drawn & { readonly standing: string })[];
  /** The path of all lines to where a dead-letter queue is missing. */
  readonly missing: string;
}

/** From far away weights within half a pixel of one another look alike. */
const STEPS_PER_PIXEL = 2;

/** Lines in as few paths as show the same. They come, and stay, in the order in which they are drawn: what is loud last. */
export function farLines(joints: readonly MapJoint[], standingOf: (id: string) => string): FarPicture {
  const groups = new Map<string, Omit<LineBundle, 'd'> & { readonly parts: string[] }>();
  const broken: (Drawn & { readonly standing: string })[] = [];
  const missing: string[] = [];
  for (const { id, data } of joints) {
    if (data === undefined) continue;
    if (!('line' in data)) {
      missing.push(missingPath(data));
      continue;
    }
    const standing = standingOf(id);
    if (isBrokenFlow(data.line.state)) {
      broken.push({ ...data, standing });
      continue;
    }
    const classes = lineClasses(data.line, standing);
    const stroke = strokeOf(data.line, { ...data.shape, weight: Math.ceil(data.shape.weight * STEPS_PER_PIXEL) / STEPS_PER_PIXEL });
    const key = `${classes} ${String(stroke.strokeWidth)} ${String(stroke.strokeDasharray ?? '')}`;
    const group = groups.get(key) ?? { key, classes, stroke, parts: [] };
    group.parts.push(data.shape.d);
    groups.set(key, group);
  }
  return {
    bundles: [...groups.values()].map(({ parts, ...bundle }) => ({ ...bundle, d: parts.join('') })),
    broken,
    missing: missing.join(''),
  };
}
