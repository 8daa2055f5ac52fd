import { absenceReason, type AbsenceReason } from '@weir/contract';
import { FIRST_REFUSED, LEVELS, OVER_LIMIT, pixelOf, RAMP_STEPS } from './heat-raster.js';

/** Colours of the page's theme, as canvases need them. */
export interface HeatPalette {
  /** Pixels by level, see `levelOf`. */
  readonly levels: Uint32Array;
  /** The ramp as colours, for legends drawn on canvas. */
  readonly ramp: readonly string[];
  readonly over: string;
  readonly overStripe: string;
  readonly none: string;
  readonly page: string;
  readonly panel: string;
  readonly text1: string;
  readonly text2: string;
  readonly text3: string;
  readonly alarm: string;
  readonly focus: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly font: string;
  readonly mono: string;
  readonly absences: Readonly<Record<AbsenceReason, string>>;
}

const HUES: Readonly<Record<AbsenceReason, string>> = {
  'not-emitted': '--abs-normal',
  inactive: '--abs-normal',
  late: '--abs-aws',
  throttled: '--abs-aws',
  denied: '--abs-yours',
  deleted: '--abs-yours',
  'collector-down': '--abs-weir',
  'not-asked': '--abs-weir',
};

/** Reads the tokens in force. */
export function readPalette(root: Element): HeatPalette {
  const style = getComputedStyle(root);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const ramp = Array.from({ length: RAMP_STEPS }, (_unused, step) => token(`--heat-${step}`));
  const levels = new Uint32Array(LEVELS);
  // What is not known stays transparent: the panel and the pattern of its reason lie beneath.
  ramp.forEach((colour, step) => {
    levels[1 + step] = levels[FIRST_REFUSED + step] = pixelOf(colour);
  });
  levels[OVER_LIMIT] = pixelOf(token('--heat-over'));
  return {
    levels,
    ramp,
    over: token('--heat-over'),
    overStripe: token('--heat-over-stripe'),
    none: token('--heat-none'),
    page: token('--bg-0'),
    panel: token('--bg-1'),
    text1: token('--text-1'),
    text2: token('--text-2'),
    text3: token('--text-3'),
    alarm: token('--stopped'),
    focus: token('--focus'),
    accent: token('--accent'),
    accentSoft: token('--accent-soft'),
    font: token('--font'),
    mono: token('--mono'),
    absences: Object.fromEntries(absenceReason.options.map((reason) => [reason, token(HUES[reason])])) as HeatPalette['absences'],
  };
}

/** A tile to repeat: canvas twins of the `--abs-*` backgrounds. */
export function absenceTile(reason: AbsenceReason, palette: HeatPalette, scale: number): HTMLCanvasElement {
  const [width, height] = TILE_SIZES[reason];
  return tile(width, height, scale, (c) => {
    c.strokeStyle = c.fillStyle = palette.absences[reason];
    TILES[reason](c);
  });
}

export function stripeTile(palette: HeatPalette, scale: number): HTMLCanvasElement {
  return tile(8, 8, scale, (c) => {
    c.strokeStyle = palette.overStripe;
    c.lineWidth = 1.5;
    diagonals(c, 8);
  });
}

type Draw = (c: CanvasRenderingContext2D) => void;

const TILE_SIZES: Readonly<Record<AbsenceReason, readonly [width: number, height: number]>> = {
  'not-emitted': [8, 8],
  inactive: [6, 6],
  late: [8, 8],
  throttled: [7, 7],
  denied: [8, 8],
  deleted: [14, 6],
  'collector-down': [8, 8],
  'not-asked': [8, 14],
};

const TILES: Readonly<Record<AbsenceReason, Draw>> = {
  'not-emitted': (c) => {
    c.beginPath();
    c.arc(3, 5, 1.1, 0, 2 * Math.PI);
    c.fill();
  },
  inactive: (c) => {
    c.globalAlpha = 0.62;
    c.fillRect(0, 0, 6, 1);
  },
  late: (c) => {
    c.globalAlpha = 0.75;
    c.lineWidth = 1.5;
    diagonals(c, 8);
  },
  throttled: (c) => {
    c.globalAlpha = 0.85;
    c.fillRect(0, 0, 2.5, 7);
  },
  denied: (c) => {
    c.globalAlpha = 0.7;
    c.lineWidth = 1.2;
    diagonals(c, 8);
    c.transform(-1, 0, 0, 1, 8, 0);
    diagonals(c, 8);
  },
  deleted: (c) => {
    c.globalAlpha = 0.45;
    c.fillRect(0, 0, 1, 6);
  },
  'collector-down': (c) => {
    c.globalAlpha = 0.5;
    c.fillRect(0, 0, 4, 4);
    c.fillRect(4, 4, 4, 4);
  },
  'not-asked': (c) => {
    c.globalAlpha = 0.6;
    c.fillRect(0, 7, 4, 1);
  },
};

/** Lines that rise to the right and meet those of the next tile. */
function diagonals(c: CanvasRenderingContext2D, size: number): void {
  for (const offset of [-size, 0, size]) {
    c.beginPath();
    c.moveTo(offset, size);
    c.lineTo(offset + size, 0);
    c.stroke();
  }
}

function tile(width: number, height: number, scale: number, draw: Draw): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const c = canvas.getContext('2d');
  if (c !== null) {
    c.scale(canvas.width / width, canvas.height / height);
    draw(c);
  }
  return canvas;
}
