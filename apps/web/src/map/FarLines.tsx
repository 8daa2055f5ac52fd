import { ViewportPortal } from '@xyflow/react';
import { memo, useSyncExternalStore } from 'react';
import { farLines } from './far-lines.js';
import type { MapJoint } from './flow-elements.js';
import { useMapActions } from './map-context.js';
import { LineSign, strokeOf } from './line-ink.js';
import { lineClasses } from './MapLine.js';

/**
 * All lines as they look from far away: those that are drawn alike are one path. The library draws each in a picture of its own, which of five
 * hundred costs more than the boxes do. What is broken keeps its sign.
 */
export const FarLines = memo(function FarLines({ joints }: { readonly joints: readonly MapJoint[] }) {
  const { focus } = useMapActions();
  useSyncExternalStore(focus.subscribe, focus.looks);
  const { bundles, broken, missing } = farLines(joints, (id) => focus.standing(id));
  return (
    <ViewportPortal>
      <svg className="far-lines" aria-hidden="true">
        <path className="missing-line" d={missing} />
        {bundles.map(({ key, classes, stroke, d }) => (
          <g key={key} className={classes}>
            <path className="ink" d={d} {...stroke} />
          </g>
        ))}
        {broken.map(({ line, shape, standing }) => (
          <g key={line.id} className={lineClasses(line, standing)}>
            <path className="ink" d={shape.d} {...strokeOf(line, shape)} />
            <LineSign line={line} at={shape.middle} />
          </g>
        ))}
      </svg>
    </ViewportPortal>
  );
});
