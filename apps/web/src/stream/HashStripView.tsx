import type { HotKeys } from '@weir/contract';
import { percent } from '../format/index.js';
import { hashStrip } from './hash-strip.js';
import { shortHash } from './hash-words.js';

const BARS = 64;
const HEIGHT = 24;

interface HashStripViewProps {
  readonly slices: HotKeys['slices'];
  /** The shard's part of the ring. */
  readonly range: { readonly start: string; readonly end: string };
}

/** Heat inside a shard, where its heatmap has one colour: load along its part of the hash axis, as sampled. Nothing where nothing was sampled. */
export function HashStripView({ slices, range }: HashStripViewProps) {
  const strip = hashStrip(slices, range, BARS);
  if (strip === null) return null;
  const at = BigInt(range.start) + BigInt(Math.floor(Number(BigInt(range.end) - BigInt(range.start)) * strip.heaviestAt));
  const words = `${percent(strip.heaviestShare)} of its load near ${shortHash(at.toString(), 4)}, in 1/${String(BARS)} of its range`;
  return (
    <figure className="hash-strip">
      <svg
        viewBox={`0 0 ${String(BARS)} ${String(HEIGHT)}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Load inside the shard: ${words}`}
      >
        {strip.bars.map((height, bar) => (
          <rect key={bar} x={bar + 0.1} width={0.8} y={HEIGHT * (1 - height)} height={HEIGHT * height} />
        ))}
      </svg>
      <figcaption>{words}</figcaption>
    </figure>
  );
}
