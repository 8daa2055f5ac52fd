import type { StreamOverview } from '@weir/contract';
import { useEffect, useRef } from 'react';
import { percent } from '../format/index.js';
import { paint } from './heat-raster.js';
import { readPalette } from './heat-palette.js';
import { useTheme } from '../parts/use-theme.js';
import { miniatureLevels } from './mini-heat.js';
import './mini-heat.css';

interface MiniHeatProps {
  readonly miniature: StreamOverview['miniature'];
  /** What the picture is of, for people who do not see it. */
  readonly name: string;
}

/** A heatmap at a glance: a pixel a cell, scaled by the browser. Where nothing is known the ground shows through. */
export function MiniHeat({ miniature, name }: MiniHeatProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  useEffect(() => {
    const canvas = ref.current;
    const c = canvas?.getContext('2d');
    if (canvas === null || !c) return;
    const { columns, lines, levels } = miniatureLevels(miniature);
    canvas.width = Math.max(1, columns);
    canvas.height = Math.max(1, lines);
    if (levels.length === 0) return;
    const pixels = paint({ levels }, readPalette(canvas).levels);
    c.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), columns, lines), 0, 0);
  }, [miniature, theme]);
  return <canvas ref={ref} className="miniheat" role="img" aria-label={miniatureSentence(miniature, name)} />;
}

function miniatureSentence({ rows }: StreamOverview['miniature'], name: string): string {
  const known = rows.flat().filter((value) => value !== null);
  return known.length === 0
    ? `No load by shard is known of ${name}`
    : `Heat of ${name}, at most ${percent(Math.max(...known))} of a shard’s limit`;
}
