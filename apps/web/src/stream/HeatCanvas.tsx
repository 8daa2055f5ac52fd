import type { Zone } from '../format/index.js';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useTheme } from '../parts/use-theme.js';
import { panned, shareAt, spanBetween, timeAt, xOf, yOf, zoomed, type HeatView } from './heat-geometry.js';
import { cellAt, moveCell, type Band } from './heat-layout.js';
import { cellOf, columnAt, timeOf, type HeatAxis, type HeatCell, type HeatModel } from './heat-model.js';
import { HeatSurface, pictureLines } from './heat-surface.js';

const SLIDE_MS = 320;
/** A press that moves less than this is a click. */
const BRUSH_FROM_PX = 6;
const WHEEL_ZOOM = 1.0015;
const KEY_ZOOM = 0.5;
/** The address follows a zoom once it has come to rest. */
const SETTLE_MS = 350;
const SHIFTED_COLUMNS = 10;

/** What is pointed at, and where on the page. */
export interface Pointed {
  readonly shardId: string;
  /** Start of the step, epoch milliseconds. */
  readonly at: number;
  /** Middle of the cell and its upper and lower edge, CSS pixels from the corner of the canvas. */
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly by: 'pointer' | 'keys';
}

interface HeatCanvasProps {
  readonly model: HeatModel;
  readonly axis: HeatAxis;
  readonly bands: readonly Band[];
  /** What to look at. When it ends where the picture ends, new columns slide in. */
  readonly view: HeatView;
  readonly selected: string | null;
  readonly marker: number | null;
  readonly zone: Zone;
  readonly label: string;
  readonly select: (shardId: string) => void;
  /** Asks for another span. */
  readonly zoom: (from: number, to: number) => void;
  readonly reset: () => void;
  readonly setDragging: (dragging: boolean) => void;
  readonly point: (pointed: Pointed | null) => void;
}

/** The heatmap itself: drawn on canvas, pointed at with a pointer or the arrow keys, brushed and zoomed. */
export function HeatCanvas(props: HeatCanvasProps) {
  const { model, axis, bands, view, selected, marker, zone, label } = props;
  const box = useRef<HTMLDivElement>(null);
  const base = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);
  const surface = useRef<HeatSurface | null>(null);
  const [aimed, setAimed] = useState<Pick<Pointed, 'shardId' | 'at'> | null>(null);
  const cell = useMemo(() => (aimed === null ? null : cellOf(model, aimed.shardId, aimed.at)), [model, aimed]);
  /** Where a span was begun with the keys; null: none is. */
  const [mark, setMark] = useState<number | null>(null);
  const press = useRef<{ readonly x: number; readonly at: number; brushing: boolean; to: number } | null>(null);
  const settle = useRef<ReturnType<typeof setTimeout> | null>(null);
  const theme = useTheme();

  useEffect(() => {
    if (box.current === null || base.current === null || over.current === null) return;
    const made = new HeatSurface(base.current, over.current);
    surface.current = made;
    const fit = () => box.current !== null && made.resize(box.current.clientWidth, box.current.clientHeight, window.devicePixelRatio || 1);
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(box.current);
    void document.fonts.ready.then(() => made.restyle());
    return () => {
      observer.disconnect();
      made.end();
      surface.current = null;
      if (settle.current !== null) clearTimeout(settle.current);
    };
  }, []);
  useEffect(() => surface.current?.restyle(), [theme]);
  useEffect(() => surface.current?.show({ model, axis, bands, selected, marker, zone }), [model, axis, bands, selected, marker, zone]);
  const marked = mark === null || cell === null ? null : spanBetween(mark, timeOf(model, cell.column), model.stepMs);
  useEffect(() => {
    const brush = mark === null || cell === null ? null : spanBetween(mark, timeOf(model, cell.column), model.stepMs);
    surface.current?.point(cell, brush);
  }, [cell, mark, model]);
  const { from, to } = view;
  useEffect(() => {
    const shown = surface.current;
    if (shown === null || settle.current !== null) return;
    const sameLength = shown.view.to - shown.view.from === to - from;
    const movedOn = to - shown.view.to;
    if (sameLength && movedOn > 0 && movedOn < (to - from) / 10 && !prefersStillness()) shown.slide({ from, to }, SLIDE_MS);
    else shown.look({ from, to });
  }, [from, to]);

  /** Tells what is pointed at, and marks it. */
  const aim = (next: HeatCell | null, by: Pointed['by']) => {
    const shown = surface.current;
    if (shown === null) return;
    const [row, band] = next === null ? [] : [model.rows[next.row], bands[next.row]];
    if (next === null || row === undefined || band === undefined) {
      setAimed(null);
      return props.point(null);
    }
    const place = { shardId: row.shardId, at: timeOf(model, next.column) };
    setAimed(place);
    const x = xOf(shown.geometry, shown.view, place.at + model.stepMs / 2);
    props.point({ ...place, x, top: yOf(shown.geometry, band.top), bottom: yOf(shown.geometry, band.bottom), by });
  };
  const look = (next: HeatView) => {
    surface.current?.look(next);
    if (settle.current !== null) clearTimeout(settle.current);
    settle.current = setTimeout(() => {
      settle.current = null;
      props.zoom(snapped(next.from, model), snapped(next.to, model));
    }, SETTLE_MS);
  };

  const placeOf = (event: React.PointerEvent | WheelEvent) => {
    const edge = over.current?.getBoundingClientRect();
    return { x: event.clientX - (edge?.left ?? 0), y: event.clientY - (edge?.top ?? 0) };
  };
  const cellUnder = (event: React.PointerEvent): HeatCell | null => {
    const shown = surface.current;
    if (shown === null) return null;
    const { x, y } = placeOf(event);
    const share = shareAt(shown.geometry, x, y);
    if (share === null) return null;
    const lines = pictureLines(shown.geometry, window.devicePixelRatio || 1);
    return cellAt(model, bands, columnAt(model, timeAt(shown.geometry, shown.view, x)), share, lines);
  };
  const pressed = (event: React.PointerEvent<HTMLElement>) => {
    const shown = surface.current;
    const { x, y } = placeOf(event);
    if (shown === null || event.button !== 0 || shareAt(shown.geometry, x, y) === null) return;
    const at = timeAt(shown.geometry, shown.view, x);
    press.current = { x, at, brushing: false, to: at };
  };
  const moved = (event: React.PointerEvent<HTMLElement>) => {
    const shown = surface.current;
    const held = press.current;
    // A finger scrolls the page; it taps shards, and brushes nothing.
    if (shown === null || held === null || event.pointerType === 'touch') return aim(cellUnder(event), 'pointer');
    const { x } = placeOf(event);
    if (!held.brushing) {
      if (Math.abs(x - held.x) < BRUSH_FROM_PX) return;
      held.brushing = true;
      event.currentTarget.setPointerCapture(event.pointerId);
      props.setDragging(true);
      aim(null, 'pointer');
    }
    held.to = Math.min(shown.view.to, Math.max(shown.view.from, timeAt(shown.geometry, shown.view, x)));
    shown.point(null, { from: held.at, to: held.to });
  };
  const released = (event: React.PointerEvent<HTMLElement>) => {
    const held = press.current;
    press.current = null;
    if (held === null) return;
    if (held.brushing) {
      surface.current?.point(null, null);
      props.setDragging(false);
      const [start, end] = [Math.min(held.at, held.to), Math.max(held.at, held.to)];
      props.zoom(Math.floor(start / model.stepMs) * model.stepMs, Math.ceil(end / model.stepMs) * model.stepMs);
      return;
    }
    const hit = cellUnder(event);
    aim(hit, 'pointer');
    const row = hit === null ? undefined : model.rows[hit.row];
    if (row !== undefined) props.select(row.shardId);
  };
  const cancelled = () => {
    if (press.current?.brushing === true) props.setDragging(false);
    press.current = null;
    surface.current?.point(null, null);
  };

  const wheeled = useEffectEvent((event: WheelEvent) => {
    const shown = surface.current;
    if (shown === null) return;
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    // Without the focus or a modifier the wheel is the page's: a heatmap must not hold up who only scrolls past.
    const closer = event.ctrlKey || event.metaKey || document.activeElement === over.current;
    if (!sideways && !closer) return;
    event.preventDefault();
    const { x } = placeOf(event);
    const perPixel = (shown.view.to - shown.view.from) / Math.max(1, shown.geometry.width - shown.geometry.left - shown.geometry.right);
    const across = event.deltaX === 0 ? event.deltaY : event.deltaX;
    look(
      sideways
        ? panned(shown.view, across * perPixel, model)
        : zoomed(shown.view, WHEEL_ZOOM ** event.deltaY, timeAt(shown.geometry, shown.view, x), model),
    );
  });
  useEffect(() => {
    const canvas = over.current;
    const listener = (event: WheelEvent) => wheeled(event);
    // React listens passively, and a passive listener cannot keep the page from scrolling.
    canvas?.addEventListener('wheel', listener, { passive: false });
    return () => canvas?.removeEventListener('wheel', listener);
  }, []);

  const keyed = (event: React.KeyboardEvent) => {
    const shown = surface.current;
    if (shown === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const start = cell ?? firstCell(model, bands, selected, shown.view);
    const step = event.shiftKey ? SHIFTED_COLUMNS : 1;
    const go = (right: number, down: number) =>
      start !== null && aim(cell === null ? start : moveCell(model, bands, start, right, down), 'keys');
    const middle = cell === null ? (shown.view.from + shown.view.to) / 2 : timeOf(model, cell.column) + model.stepMs / 2;
    switch (event.key) {
      case 'ArrowRight':
        go(step, 0);
        break;
      case 'ArrowLeft':
        go(-step, 0);
        break;
      case 'ArrowDown':
        go(0, 1);
        break;
      case 'ArrowUp':
        go(0, -1);
        break;
      case 'Home':
        go(-model.columns, 0);
        break;
      case 'End':
        go(model.columns, 0);
        break;
      case '+':
      case '=':
        look(zoomed(shown.view, KEY_ZOOM, middle, model));
        break;
      case '-':
        look(zoomed(shown.view, 1 / KEY_ZOOM, middle, model));
        break;
      case 'b':
      case 'B':
        if (start === null) break;
        if (cell === null) aim(start, 'keys');
        setMark(timeOf(model, start.column));
        break;
      case 'Enter':
      case ' ': {
        if (marked !== null) {
          setMark(null);
          props.zoom(marked.from, marked.to);
          break;
        }
        const row = cell === null ? undefined : model.rows[cell.row];
        if (row !== undefined) props.select(row.shardId);
        break;
      }
      case 'Escape':
        if (mark !== null) setMark(null);
        else if (cell !== null) aim(null, 'keys');
        else props.reset();
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <div className="heatbox" ref={box}>
      <canvas ref={base} aria-hidden="true" />
      <canvas
        ref={over}
        className="over"
        role="application"
        aria-roledescription="heatmap"
        aria-label={label}
        aria-keyshortcuts="B Enter Escape"
        tabIndex={0}
        onPointerDown={pressed}
        onPointerMove={moved}
        onPointerUp={released}
        onPointerCancel={cancelled}
        onPointerLeave={() => press.current?.brushing === true || aim(null, 'pointer')}
        onBlur={() => {
          setMark(null);
          aim(null, 'keys');
        }}
        onKeyDown={keyed}
      />
    </div>
  );
}

const snapped = (at: number, { stepMs }: HeatModel): number => Math.round(at / stepMs) * stepMs;

/** Where the cursor of the keys begins: the newest cell in view of the shard that is looked at, else of the first. */
function firstCell(model: HeatModel, bands: readonly Band[], selected: string | null, view: HeatView): HeatCell | null {
  if (model.rows.length === 0 || model.columns === 0) return null;
  const column = Math.min(model.columns - 1, Math.max(0, columnAt(model, Math.min(view.to, model.to) - model.stepMs)));
  const row = Math.max(
    0,
    model.rows.findIndex(({ shardId }) => shardId === selected),
  );
  return moveCell(model, bands, { row, column }, 0, 0);
}

const prefersStillness = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
