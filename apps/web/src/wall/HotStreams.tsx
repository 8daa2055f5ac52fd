import type { StreamOverview } from '@weir/contract';
import { useRef, useState } from 'react';
import { UNKNOWN_FIGURE, visibleText, withoutPrefix } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { MiniHeat } from '../stream/MiniHeat.js';
import { FittedLine, FittedName, useRefit } from './fit.js';
import { GAP_UNITS, heatFigure, hotReason, hotStreamsIn, hottestStreams } from './hot-stream.js';

interface HotStreamsProps {
  readonly streams: readonly StreamOverview[];
  readonly prefix: string;
}

/** A strip of the hottest streams, as many as fit: where each is hot, how hot its hottest shard is, and why. */
export function HotStreams({ streams, prefix }: HotStreamsProps) {
  const ref = useRef<HTMLElement>(null);
  const [most, setMost] = useState(3);
  useRefit(ref, (element) => {
    const unit = Number.parseFloat(getComputedStyle(element).getPropertyValue('column-gap')) / GAP_UNITS;
    setMost(unit > 0 ? hotStreamsIn(element.clientWidth / unit) : 3);
  });
  return (
    <section ref={ref} className="hot-streams" aria-label="Hottest streams">
      {hottestStreams(streams, most).map((stream) => (
        <HotStream key={stream.resource.id} stream={stream} prefix={prefix} />
      ))}
    </section>
  );
}

function HotStream({ stream, prefix }: { readonly stream: StreamOverview; readonly prefix: string }) {
  const { name, verdict } = stream.resource;
  const over = (stream.hottest?.writeUtilisation ?? 0) > 1;
  return (
    <article className="hot">
      <div className="row">
        <Glyph state={verdict.state} units={2.6} />
        <FittedName name={withoutPrefix(visibleText(name), prefix)} whole={visibleText(name)} />
        <b className={over ? 'over' : ''}>{heatFigure(stream) ?? UNKNOWN_FIGURE}</b>
      </div>
      <MiniHeat miniature={stream.miniature} name={visibleText(name)} />
      <FittedLine className="cause" floor={1}>
        <bdi>{hotReason(stream)}</bdi>
      </FittedLine>
    </article>
  );
}
