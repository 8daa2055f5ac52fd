import type { VerdictState } from '@weir/contract';
import type { CSSProperties, ReactNode } from 'react';

const INK = 'var(--text-on-solid)';

/** One silhouette per verdict; they stay apart in a single colour at 12 px. Filled is trouble, outline is not. */
const SHAPES: Readonly<Record<VerdictState, (colour: string) => ReactNode>> = {
  ok: (c) => (
    <g fill="none" stroke={c} strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round">
      <circle cx="8" cy="8" r="6" />
      <path d="M5.3 8.2l1.9 1.9 3.6-4" />
    </g>
  ),
  slow: (c) => (
    <>
      <path d="M8 1.4 15.3 14H.7z" fill={c} stroke={c} strokeLinejoin="round" />
      <path d="M8 6v3.6" stroke={INK} strokeWidth="1.8" strokeLinecap="round" />
      <circle cx="8" cy="12" r="1.05" fill={INK} />
    </>
  ),
  stalled: (c) => (
    <>
      <rect x="1" y="1" width="14" height="14" rx="3" fill={c} />
      <path d="M5.8 4.8v6.4M10.2 4.8v6.4" stroke={INK} strokeWidth="2.2" strokeLinecap="round" />
    </>
  ),
  stopped: (c) => (
    <>
      <path d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z" fill={c} />
      <path d="M4.6 8h6.8" stroke={INK} strokeWidth="2.6" strokeLinecap="round" />
    </>
  ),
  poisoned: (c) => (
    <>
      <path d="M8 .3 15.7 8 8 15.7.3 8z" fill={c} />
      <path d="M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6" stroke={INK} strokeWidth="1.9" strokeLinecap="round" />
    </>
  ),
  failing: (c) => (
    <>
      <circle cx="8" cy="8" r="7.2" fill={c} />
      <path d="M3.6 12.4l8.8-8.8" stroke={INK} strokeWidth="2.2" strokeLinecap="round" />
    </>
  ),
  'dead-lettering': (c) => (
    <>
      <path d="M2 15.2V6.6a6 6 0 0 1 12 0v8.6z" fill={c} />
      <path d="M8 4.6v6.6M5.4 8.8 8 11.4l2.6-2.6" fill="none" stroke={INK} strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  starved: (c) => (
    <>
      <path d="M1.2 1h13.6v7.4L8 15.4 1.2 8.4z" fill={c} />
      <path d="M5 6h6" stroke={INK} strokeWidth="2.2" strokeLinecap="round" />
    </>
  ),
  'filtered-out': (c) => (
    <>
      <path d="M.8 1.6h14.4L10 8.4v6.8L6 12.8V8.4z" fill={c} />
      <path d="M4.4 4.2h7.2" stroke={INK} strokeWidth="1.7" strokeLinecap="round" />
    </>
  ),
  throttled: (c) => (
    <>
      <path d="M2.4 1h11.2L9.4 8l4.2 7H2.4l4.2-7z" fill={c} stroke={c} strokeLinejoin="round" />
      <path d="M5.6 13h4.8" stroke={INK} strokeWidth="1.7" strokeLinecap="round" />
    </>
  ),
  disabled: (c) => (
    <g fill="none" stroke={c} strokeWidth="1.6" strokeLinecap="round">
      <path d="M4.6 4.2a5.6 5.6 0 1 0 6.8 0" />
      <path d="M8 1.6v6" />
    </g>
  ),
  idle: (c) => <path d="M3.5 8h9" stroke={c} strokeWidth="2" strokeLinecap="round" />,
  unknown: (c) => (
    <>
      <circle cx="8" cy="8" r="6.6" fill="none" stroke={c} strokeWidth="1.4" strokeDasharray="2.6 2" />
      <path
        d="M6.2 6.4c.1-1.1.9-1.7 1.9-1.7 1.1 0 1.9.7 1.9 1.7 0 1.3-1.8 1.4-1.8 2.8"
        fill="none"
        stroke={c}
        strokeWidth="1.5"
        strokeLinecap="round"
      />
      <circle cx="8.1" cy="11.4" r=".95" fill={c} />
    </>
  ),
  stale: (c) => (
    <g fill="none" stroke={c} strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
      <path d="M8 1.4a6.6 6.6 0 1 1-6.3 4.7" />
      <path d="M8 4.4V8l2.6 1.6" />
    </g>
  ),
};

interface GlyphProps {
  readonly state: VerdictState;
  readonly size?: number;
  /** Size in wall units; sizes by `--u` instead of pixels. */
  readonly units?: number;
  /** Say nothing: the word stands beside it. */
  readonly silent?: boolean;
  readonly className?: string;
}

export function Glyph({ state, size = 16, units, silent = false, className }: GlyphProps) {
  const style: CSSProperties | undefined =
    units === undefined ? undefined : { width: `calc(var(--u) * ${units})`, height: `calc(var(--u) * ${units})` };
  const name = silent ? ({ 'aria-hidden': true } as const) : { role: 'img', 'aria-label': state };
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} style={style} className={className} {...name}>
      {SHAPES[state](`var(--${state})`)}
    </svg>
  );
}
