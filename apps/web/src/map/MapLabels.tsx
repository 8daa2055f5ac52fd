import { ViewportPortal } from '@xyflow/react';
import { memo } from 'react';
import type { LineElement, MapJoint } from './flow-elements.js';
import { useStanding } from './map-context.js';

/** What is written at the lines, over the boxes: words that find no room between two boxes are still to be read. */
export const MapLabels = memo(function MapLabels({ joints }: { readonly joints: readonly MapJoint[] }) {
  return (
    <ViewportPortal>
      <svg className="map-labels" aria-hidden="true">
        {joints.map(({ id, data }) =>
          data !== undefined && 'line' in data && data.label !== '' ? <Label key={id} id={id} data={data} /> : null,
        )}
      </svg>
    </ViewportPortal>
  );
});

function Label({ id, data }: { readonly id: string; readonly data: NonNullable<LineElement['data']> }) {
  const standing = useStanding(id);
  const { line, shape, label } = data;
  if (shape.label === null) return null;
  return (
    <text
      className={['mapline', `f-${line.state}`, line.redrive ? 'redrive' : '', standing].filter(Boolean).join(' ')}
      x={shape.label.x}
      y={shape.label.y}
      textAnchor={shape.label.anchor}
    >
      {label}
    </text>
  );
}
