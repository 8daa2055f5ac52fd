import type { StreamOverview } from '@weir/contract';
import { useEffect, useRef } from 'react';
import { percent } from '../format/index.js';
import { useTheme } from '../parts/use-theme.js';
import { heatImage } from './heat-draw.js';
import { readPalette, stripeTile } from './heat-palette.js';
import { miniatureLevels } from './mini-heat.js';
import './mini-heat.css';

interface MiniHeatProps {
  readonly miniature: StreamOverview['miniature'];
  /** What the picture is of, for people who do not see it. */
  readonly name: string;
}

/** A heatmap at a glance, as sharp as the screen. Where nothing is known the ground shows through; where records were refused it is striped. */
export function MiniHeat({ miniature, name }: MiniHeatProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  useEffect(() => {
    const canvas = ref.current;
    if (canvas === null) return;
    const draw = () => {
      drawMiniature(canvas, miniature);
    };
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(canvas);
    return () => {
      observer.disconnect();
    };
  }, [miniature, theme]);
  return <canvas ref={ref} className="miniheat" role="img" aria-label={miniatureSentence(miniature, name)} />;
}

function drawMiniature(canvas: HTMLCanvasElement, miniature: StreamOverview['miniature']): void {
  const c = canvas.getContext('2d');
  if (!c) return;
  const scale = window.devicePixelRatio;
  const { width, height } = canvas.getBoundingClientRect();
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const raster = miniatureLevels(miniature);
  if (raster.levels.length === 0) return;
  const palette = readPalette(canvas);
  const image = heatImage(raster, palette);
  c.imageSmoothingEnabled = false;
  if (image.striped !== null) {
    // The stripes are cut to the cells that refused, and laid over all of them.
    c.drawImage(image.striped, 0, 0, canvas.width, canvas.height);
    c.globalCompositeOperation = 'source-in';
    c.fillStyle = c.createPattern(stripeTile(palette, scale), 'repeat') ?? palette.over;
    c.fillRect(0, 0, canvas.width, canvas.height);
    c.globalCompositeOperation = 'destination-over';
  }
  c.drawImage(image.cells, 0, 0, canvas.width, canvas.height);
}

function miniatureSentence({ rows, refused }: StreamOverview['miniature'], name: string): string {
  const known = rows.flat().filter((value) => value !== null);
  return known.length === 0
    ? `No load by shard is known of ${name}`
    : `Heat of ${name}, at most ${percent(Math.max(...known))} of a shard’s limit${refused.length > 0 ? ', records were refused' : ''}`;
}
