import { heatmapMetric, type HeatmapMetric, type StreamDetail } from '@weir/contract';
import { useMemo, useRef, useState } from 'react';
import { clockTime, counted, visibleText, zoneName, type Zone } from '../format/index.js';
import { Icon } from '../parts/Icon.js';
import { Patience } from '../parts/Skeleton.js';
import type { Span } from '../queue/range.js';
import { HeatCanvas, type Pointed } from './HeatCanvas.js';
import { HeatLegend } from './HeatLegend.js';
import { HeatReadout } from './HeatReadout.js';
import { HeatTable } from './HeatTable.js';
import { fileName, heatPng, saveFile } from './heat-export.js';
import { heatCsv } from './heat-csv.js';
import type { HeatView } from './heat-geometry.js';
import { bandsOf } from './heat-layout.js';
import { heatModel, REFUSALS, type HeatAxis, type HeatModel } from './heat-model.js';
import { heatSentence } from './heat-sentence.js';
import { METRIC_WORDS, stepWords } from './heat-words.js';
import { ringShare } from './hash-words.js';
import { useHeatmap } from './stream-queries.js';
import type { StreamSearch } from './stream-search.js';

interface HeatPanelProps {
  readonly detail: StreamDetail;
  readonly span: Span;
  readonly axis: HeatAxis;
  readonly metric: HeatmapMetric;
  readonly selected: string | null;
  readonly asTable: boolean;
  readonly zone: Zone;
  /** The picture stands still: someone measures in it, or stopped it. */
  readonly held: boolean;
  readonly change: (next: StreamSearch) => void;
  readonly setDragging: (dragging: boolean) => void;
}

/** Heat by shard and time, with everything that can be done to it. */
export function HeatPanel(props: HeatPanelProps) {
  const { detail, span, axis, metric, change } = props;
  const { heatmap, error } = useHeatmap({ id: detail.resource.id, axis, metric, span }, detail.newestMinute, props.held);
  const refusal = REFUSALS[metric];
  const refusals = useHeatmap(
    refusal === null ? null : { id: detail.resource.id, axis, metric: refusal, span },
    detail.newestMinute,
    props.held,
  );
  const model = useMemo(
    () => (heatmap === undefined ? null : heatModel(heatmap, refusal === null ? null : (refusals.heatmap ?? null))),
    [heatmap, refusal, refusals.heatmap],
  );
  return (
    <section className="panel heat">
      <header>
        <h2>{axis === 'hash' ? 'Shard heat on the hash axis' : 'Shard heat by shard'}</h2>
        <span className="sub">
          {METRIC_WORDS[metric].what}, {stepWords(heatmap?.stepSeconds ?? span.step)}
          {heatmap?.source === 'sampled' ? ', estimated from samples' : ''}
        </span>
        <span className="right">
          <Choice<HeatAxis>
            label="Axis"
            value={axis}
            options={[
              ['hash', 'Hash'],
              ['shard', 'Shard'],
            ]}
            choose={(next) => change({ axis: next === 'hash' ? undefined : next })}
          />
        </span>
      </header>
      <div className="heat-tools">
        <Choice<HeatmapMetric>
          label="Metric"
          value={metric}
          options={heatmapMetric.options.map((option) => [option, METRIC_WORDS[option].label] as const)}
          choose={(next) => change({ metric: next === 'write' ? undefined : next })}
        />
        {model === null ? null : <Exports {...props} model={model} />}
      </div>
      {model !== null ? (
        <HeatBody {...props} model={model} />
      ) : error === null ? (
        <div className="heatbox waiting">
          <Patience>
            <span className="sk" role="status" aria-label="Loading the heatmap" />
          </Patience>
        </div>
      ) : (
        <p className="body t2">The heatmap is not loaded: {error.message}</p>
      )}
    </section>
  );
}

/** Where the read-out has this much room above its cell it stands there, else below. */
const ROOM_ABOVE_PX = 260;

function viewOf(span: Span, model: HeatModel): HeatView {
  // A live picture ends with its newest column: the clock moves on at once, the column is there a moment later.
  return span.live ? { from: model.to - (span.to - span.from), to: model.to } : { from: span.from, to: span.to };
}

function HeatBody({
  detail,
  span,
  axis,
  selected,
  asTable,
  zone,
  change,
  setDragging,
  model,
}: HeatPanelProps & { readonly model: HeatModel }) {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ room: 0, above: true });
  const bands = useMemo(() => bandsOf(model, axis), [model, axis]);
  const view = viewOf(span, model);
  const { topKey, resource } = detail;
  const point = (next: Pointed | null) => {
    const edge = frame.current?.getBoundingClientRect();
    if (next !== null && edge !== undefined) setPlace({ room: edge.width, above: edge.top + next.top > ROOM_ABOVE_PX });
    setPointed(next);
  };
  const sentence = heatSentence(detail, model, zone);
  if (model.rows.length === 0) return <p className="body t2">No shard of this stream is known in this range.</p>;
  return (
    <>
      {asTable ? (
        <HeatTable model={model} zone={zone} selected={selected} />
      ) : (
        <div className="heatwrap" ref={frame}>
          <HeatCanvas
            model={model}
            axis={axis}
            bands={bands}
            view={view}
            selected={selected}
            marker={topKey === null ? null : ringShare(topKey.hash)}
            zone={zone}
            label={sentence}
            select={(shard) => change({ shard })}
            zoom={(from, to) => change(from <= model.from && to >= model.to && span.live ? {} : { from, to, range: undefined })}
            reset={() => change({ from: undefined, to: undefined })}
            setDragging={setDragging}
            point={point}
          />
          {pointed === null ? null : (
            <HeatReadout
              id={resource.id}
              model={model}
              pointed={pointed}
              zone={zone}
              keysKnown={detail.sampling.recordsRead > 0}
              room={place.room}
              above={place.above}
            />
          )}
        </div>
      )}
      <HeatLegend model={model} view={view} marked={axis === 'hash' ? (topKey?.key ?? null) : null} />
    </>
  );
}

function Exports({ detail, span, axis, metric, selected, zone, model }: HeatPanelProps & { readonly model: HeatModel }) {
  const view = viewOf(span, model);
  const { name } = detail.resource;
  const named = [visibleText(name), metric, clockTime(view.from, 'utc').replace(':', ''), clockTime(view.to, 'utc').replace(':', '')];
  const [problem, setProblem] = useState('');
  const png = async () => {
    const picture = {
      model,
      axis,
      bands: bandsOf(model, axis),
      selected,
      marker: detail.topKey === null ? null : ringShare(detail.topKey.hash),
      zone,
    };
    const sub = `${METRIC_WORDS[metric].what}, ${stepWords(model.flat.stepSeconds)}, ${counted(model.rows.length, 'shard')}, times ${zoneName(zone)}`;
    const blob = await heatPng(picture, view, `${visibleText(name)}, shard heat`, sub);
    if (blob === null) setProblem('The browser refused to make a PNG.');
    else saveFile(blob, fileName(named, 'png'));
  };
  return (
    <span className="exports no-print">
      {problem === '' ? null : <span role="alert">{problem}</span>}
      <button type="button" className="btn ghost" onClick={() => void png()}>
        <Icon name="download" size={14} />
        PNG
      </button>
      <button
        type="button"
        className="btn ghost"
        onClick={() => saveFile(new Blob([heatCsv(model)], { type: 'text/csv;charset=utf-8' }), fileName(named, 'csv'))}
      >
        <Icon name="download" size={14} />
        CSV
      </button>
    </span>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly choose: (value: Value) => void;
}

function Choice<Value extends string>({ label, value, options, choose }: ChoiceProps<Value>) {
  return (
    <div className="seg slim" role="group" aria-label={label}>
      {options.map(([option, words]) => (
        <button key={option} type="button" aria-pressed={option === value} onClick={() => choose(option)}>
          {words}
        </button>
      ))}
    </div>
  );
}
