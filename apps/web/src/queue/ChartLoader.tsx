import type { Resource, Series } from '@weir/contract';
import { memo, useCallback, useEffect, useMemo, useRef } from 'react';
import { useSeries } from '../api/queries.js';
import { Patience } from '../parts/Skeleton.js';
import type { Zone } from '../format/index.js';
import { chartRows, type LoadedLine } from './chart-data.js';
import { ChartTable } from './ChartTable.js';
import { QueueChart } from './QueueChart.js';
import type { ChartSpec } from './queue-charts.js';
import type { Span } from './range.js';

interface ChartLoaderProps {
  readonly spec: ChartSpec;
  readonly resource: Resource;
  readonly span: Span;
  readonly now: number;
  readonly zone: Zone;
  readonly asTable: boolean;
  readonly zoom: (from: number, to: number) => void;
  readonly setDragging: (dragging: boolean) => void;
}

/** Laying a chart out costs tens of milliseconds: a page of six must not do so with every second. */
const StillChart = memo(QueueChart);
/** Of the age of a reading a chart tells minutes. */
const TOLD_EVERY_MS = 60_000;

/** Fetches the lines of a chart and draws what has arrived. */
export function ChartLoader({ spec, resource, span: { from, to, step, live }, now, zone, asTable, zoom, setDragging }: ChartLoaderProps) {
  const span = useMemo(() => ({ from, to, step, live }), [from, to, step, live]);
  const act = useStill({ zoom, setDragging });
  const metrics = spec.lines.map(({ metric }) => metric);
  const { data, error } = useSeries({ id: resource.id, metrics, from: span.from, to: span.to, step: span.step });
  const lines = useMemo(() => loadedLines(spec, data ?? []), [spec, data]);
  const rows = useMemo(() => chartRows(lines), [lines]);
  if (data === undefined && error !== null) {
    return (
      <section className="panel chart">
        <header>
          <h2>{spec.title}</h2>
        </header>
        <p className="body t2">Not loaded: {error.message}</p>
      </section>
    );
  }
  if (data === undefined) {
    return (
      <section className="panel chart">
        <header>
          <h2>{spec.title}</h2>
          <span className="sub">{spec.sub}</span>
        </header>
        <div className="plot waiting">
          <Patience>
            <span className="sk" />
          </Patience>
        </div>
      </section>
    );
  }
  return asTable ? (
    <ChartTable spec={spec} rows={rows} zone={zone} />
  ) : (
    <StillChart
      spec={spec}
      lines={lines}
      rows={rows}
      resource={resource}
      span={span}
      now={Math.ceil(now / TOLD_EVERY_MS) * TOLD_EVERY_MS}
      zone={zone}
      zoom={act.zoom}
      setDragging={act.setDragging}
    />
  );
}

type Handlers = Pick<ChartLoaderProps, 'zoom' | 'setDragging'>;

/** The same two functions at every render, which do what those given last do. */
function useStill(given: Handlers): Handlers {
  const newest = useRef(given);
  useEffect(() => {
    newest.current = given;
  });
  const zoom = useCallback((from: number, to: number) => newest.current.zoom(from, to), []);
  const setDragging = useCallback((dragging: boolean) => newest.current.setDragging(dragging), []);
  return { zoom, setDragging };
}

function loadedLines(spec: ChartSpec, answers: readonly Series[]): readonly LoadedLine[] {
  return spec.lines.flatMap((line, index) => {
    const series = answers[index];
    return series === undefined ? [] : [{ spec: line, series }];
  });
}
