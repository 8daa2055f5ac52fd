import type { WallFanout } from '@weir/contract';
import { useRef, useState } from 'react';
import { moment, visibleText, withoutPrefix, type Zone } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { FittedLine, FittedName, useRefit } from './fit.js';
import { FANOUT_GAP_UNITS, fanoutRowsIn, partWords, whatIsWrong } from './not-delivering.js';

interface NotDeliveringProps {
  readonly rows: readonly WallFanout[];
  readonly now: number;
  readonly zone: Zone;
  readonly prefix: string;
}

/** Topics, rules and pipes that do not deliver, as many as fit side by side: which, what is wrong, since when. Nothing when all deliver. */
export function NotDelivering({ rows, now, zone, prefix }: NotDeliveringProps) {
  const ref = useRef<HTMLElement>(null);
  const [most, setMost] = useState(3);
  useRefit(ref, (element) => {
    const unit = Number.parseFloat(getComputedStyle(element).getPropertyValue('column-gap')) / FANOUT_GAP_UNITS;
    setMost(unit > 0 ? fanoutRowsIn(element.clientWidth / unit) : 3);
  });
  const shown = rows.slice(0, most);
  const others = (rows[0]?.among ?? 0) - shown.length;
  return (
    <section ref={ref} className="not-delivering" aria-label="Not delivering">
      {shown.map((row, index) => (
        <article key={row.id} className={`undelivered v-${row.verdict.state}`}>
          <div className="row">
            <Glyph state={row.verdict.state} units={2.6} />
            <FittedName name={withoutPrefix(visibleText(row.name), prefix)} whole={visibleText(row.name)} />
            <span className="since">
              <b>{row.verdict.state}</b> since {moment(row.verdict.since, now, zone)}
            </span>
          </div>
          <FittedLine className="cause" floor={1}>
            <bdi>{visibleText(row.part === null ? whatIsWrong(row) : partWords(row, prefix))}</bdi>
            {index === shown.length - 1 && others > 0 ? <b className="others"> and {others} more</b> : null}
          </FittedLine>
        </article>
      ))}
    </section>
  );
}
