import type { HeatView } from './heat-geometry.js';
import { visibleText } from '../format/index.js';
import { AbsenceLegend } from '../parts/AbsenceLegend.js';
import { RAMP_STEPS } from './heat-raster.js';
import { motifsIn } from './heat-legend.js';
import type { HeatModel } from './heat-model.js';
import { METRIC_WORDS, topWords } from './heat-words.js';

interface HeatLegendProps {
  readonly model: HeatModel;
  readonly view: HeatView;
  /** The key whose place is marked on the axis. */
  readonly marked: string | null;
}

/** The ramp with words at both ends, what leaves it, and every absence that is in view. */
export function HeatLegend({ model, view, marked }: HeatLegendProps) {
  const { absences, provisional, sampled } = motifsIn(model, view);
  return (
    <div className="scale">
      <span>0</span>
      <span className="ramp" aria-hidden="true">
        {Array.from({ length: RAMP_STEPS }, (_unused, step) => (
          <i key={step} style={{ background: `var(--heat-${step})` }} />
        ))}
      </span>
      <span>{topWords(model)}</span>
      {model.limit === null ? null : (
        <span className="swatch">
          <i className="overkey" />
          {METRIC_WORDS[model.metric].over}
        </span>
      )}
      <span className="keys">
        <AbsenceLegend reasons={absences} />
        {provisional ? (
          <span>
            <i className="veiled" />
            provisional
          </span>
        ) : null}
        {sampled ? (
          <span title="CloudWatch has not told these columns, or does not measure the shards: they hold accepted records only.">
            <i className="sampledkey" />
            estimated from samples
          </span>
        ) : null}
      </span>
      {marked === null ? null : (
        <span className="t3 marked">
          ◂ <bdi className="mono">{visibleText(marked)}</bdi>
        </span>
      )}
    </div>
  );
}
