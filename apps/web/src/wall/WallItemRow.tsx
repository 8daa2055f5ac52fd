import type { WallItem } from '@weir/contract';
import { useState } from 'react';
import { ageSeconds, moment, visibleText, withoutPrefix, type Zone } from '../format/index.js';
import { DurationFigure } from '../parts/Figure.js';
import { Glyph } from '../parts/Glyph.js';
import { Spark } from '../parts/Spark.js';
import { Clauses, FittedLine, FittedName } from './fit.js';
import { itemFigure } from './item-figure.js';
import { withShardNames } from '../stream/hash-words.js';

export type ItemSize = 'hero' | 'middle' | 'small';
const GLYPH_UNITS: Readonly<Record<ItemSize, number>> = { hero: 9.6, middle: 6.5, small: 4.2 };
/** How far a reason may shrink: to 20 px on 1080p, below which nothing on the wall goes. */
const REASON_FLOOR: Readonly<Record<ItemSize, number>> = { hero: 0.68, middle: 0.84, small: 0.84 };
/** A verdict this young turned while someone may be looking: its row flashes once. */
const TURNED_WITHIN_SECONDS = 20;

interface WallItemRowProps {
  readonly item: WallItem;
  readonly size: ItemSize;
  readonly now: number;
  readonly zone: Zone;
  /** Left out of names: the whole estate shares it. */
  readonly prefix: string;
}

export function WallItemRow({ item, size, now, zone, prefix }: WallItemRowProps) {
  const { state, since } = item.verdict;
  const because = visibleText(withShardNames(item.verdict.because));
  const [turned] = useState(() => item.kind === 'trouble' && ageSeconds(since, now) < TURNED_WITHIN_SECONDS);
  const colour = item.kind === 'closest' ? 'var(--ink-level)' : `var(--${state})`;
  const name = <FittedName name={withoutPrefix(visibleText(item.name), prefix)} whole={visibleText(item.name)} />;
  const why = (
    <FittedLine className="why" floor={REASON_FLOOR[size]}>
      {item.kind === 'closest' ? null : <b>{state}</b>}
      {item.kind === 'closest' || size === 'small' ? null : ` since ${moment(since, now, zone)}`}
      {because === '' && item.kind === 'closest' ? item.system : null}
      {because === '' ? null : (
        <>
          {item.kind === 'closest' ? null : ' · '}
          <Clauses sentence={because} />
        </>
      )}
    </FittedLine>
  );
  return (
    <article
      className={`item v-${item.kind === 'closest' ? 'idle' : state}${size === 'middle' ? '' : ` ${size}`}${turned ? ' turned' : ''}`}
    >
      {size === 'hero' ? (
        <div className="tide">
          <Spark series={item.spark} width={1180} height={64} colour={colour} strokeWidth={2.5} dot={false} />
        </div>
      ) : null}
      <Glyph state={state} units={item.kind === 'closest' ? 5.4 : GLYPH_UNITS[size]} />
      {size === 'small' ? (
        <>
          {name}
          {why}
        </>
      ) : (
        <div>
          {name}
          {why}
        </div>
      )}
      {size === 'middle' ? (
        <div className="pair">
          <div className="sparkbox">
            <Spark series={item.spark} width={220} height={60} colour={colour} strokeWidth={2.4} />
          </div>
          <FigureOverCaption item={item} size={size} now={now} />
        </div>
      ) : (
        <FigureOverCaption item={item} size={size} now={now} />
      )}
    </article>
  );
}

function FigureOverCaption({ item, size, now }: Pick<WallItemRowProps, 'item' | 'size' | 'now'>) {
  const figure = itemFigure(item, now);
  const caption = <span className="cap">{figure.caption}</span>;
  const old = figure.kind !== 'left' && figure.old ? ' old' : '';
  return (
    <div className="figs">
      <div className={`fig${old}`}>
        {figure.kind === 'count' ? (
          figure.text
        ) : (
          <DurationFigure seconds={figure.seconds} rounding={figure.kind === 'left' ? 'left' : 'passed'} />
        )}
        {size === 'small' ? caption : null}
      </div>
      {size === 'small' ? null : <div>{caption}</div>}
    </div>
  );
}
