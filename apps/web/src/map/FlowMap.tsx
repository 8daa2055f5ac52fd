import '@xyflow/react/dist/base.css';
import { ReactFlow, ReactFlowProvider, useReactFlow, useStoreApi, type EdgeTypes, type NodeTypes, type Viewport } from '@xyflow/react';
import type { Resource } from '@weir/contract';
import { isBrokenFlow } from '@weir/domain';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Icon } from '../parts/Icon.js';
import { Patience } from '../parts/Skeleton.js';
import { MAP_COLUMNS, MAP_WIDTH } from './columns.js';
import type { Place } from './elk-graph.js';
import { boxElements, lineElements, type MapElement, type MapJoint } from './flow-elements.js';
import { MapBox, MissingBoxDrawn } from './MapBox.js';
import { MapContext, type MapActions } from './map-context.js';
import { MapFocus, type Pointed } from './map-focus.js';
import { boxToward, firstBox, isMapArrow } from './map-keys.js';
import type { MapPicture } from './map-picture.js';
import { MapLabels } from './MapLabels.js';
import { MapLine, MissingLineDrawn } from './MapLine.js';
import { MapReadout } from './MapReadout.js';
import { inView, LEAST_ZOOM, MOST_ZOOM, openingView, viewOn, wholeView } from './opening-view.js';
import { useLayout } from './use-layout.js';
import './map.css';

const BOX_TYPES: NodeTypes = { box: MapBox, missing: MissingBoxDrawn };
const LINE_TYPES: EdgeTypes = { line: MapLine, missing: MissingLineDrawn };
const NOBODY: ReadonlyMap<string, Resource> = new Map();
/** Fewer than these are all kept in the document, and so are all that are seen from far: then nothing comes and goes while the map moves. */
const ALL_DRAWN_BELOW = 120;
const ZOOM_STEP = 1.25;
const LEGIBLE_AT_ALL = 0.42;
/** The heads of the columns need this much, screen pixels. */
const HEADS_FIT_WIDTH = 560;

export interface FlowMapProps {
  readonly picture: MapPicture;
  /** By id, for what is said under a name. */
  readonly resources?: ReadonlyMap<string, Resource>;
  /** Epoch milliseconds, whole minutes. */
  readonly now: number;
  /** The whole of what the map shows, in one sentence. */
  readonly label: string;
  readonly selected?: string | null;
  /** Boxes and lines that stand out. null: all are alike. */
  readonly lit?: ReadonlySet<string> | null;
  readonly select: (id: string | null) => void;
  /** Opens the page of a box. */
  readonly open: (id: string) => void;
}

/** The estate as boxes and lines in five columns, with places of their own: pan, zoom, point, or move by arrow keys. */
export function FlowMap(props: FlowMapProps) {
  const { picture, places, error } = useLayout(props.picture);
  if (picture === null) {
    return error === null ? (
      <div className="flowmap waiting">
        <Patience>
          <span className="sk" role="status" aria-label="Laying out the map" />
        </Patience>
      </div>
    ) : (
      <p className="body t2">The map could not be laid out: {error.message}. The table holds the same.</p>
    );
  }
  return (
    <ReactFlowProvider>
      <MapSheet {...props} picture={picture} places={places} />
    </ReactFlowProvider>
  );
}

interface MapSheetProps extends FlowMapProps {
  readonly places: ReadonlyMap<string, Place>;
}

function MapSheet({ picture, places, resources = NOBODY, now, label, selected = null, lit = null, select, open }: MapSheetProps) {
  const [focus] = useState(() => new MapFocus());
  const boxes = useMemo(() => boxElements(picture, places, resources, now) as MapElement[], [picture, places, resources, now]);
  const joints = useMemo(() => lineElements(picture, places, now) as MapJoint[], [picture, places, now]);
  const { frame, heads, far, show, moved, goTo, zoomBy } = useMapView(places, selected, picture);
  const near = useNeighbours(picture);

  const actions = useMemo<MapActions>(
    () => ({
      focus,
      select,
      point: (kind, id) => {
        const pointed: Pointed | null = id === null ? null : { kind, id };
        focus.point(pointed, pointed === null ? undefined : near(pointed));
      },
    }),
    [focus, select, near],
  );
  useEffect(() => focus.light(lit), [focus, lit]);
  useEffect(() => {
    const active = focus.active();
    const wanted = selected !== null && places.has(selected) ? selected : active !== null && places.has(active) ? active : firstBox(places);
    focus.activate(wanted, false);
  }, [focus, selected, places]);

  const pressed = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const active = focus.active();
    if (isMapArrow(event.key)) {
      const next = active === null ? null : boxToward(active, event.key, places, picture.lines);
      if (next !== null) {
        goTo(next);
        focus.activate(next, true);
      }
    } else if (event.key === 'Enter' && active !== null && event.target instanceof HTMLElement && event.target.closest('.mapbox') !== null)
      open(active);
    else if (event.key === 'Escape' && selected !== null) select(null);
    else if (event.key === '+') zoomBy(ZOOM_STEP);
    else if (event.key === '-') zoomBy(1 / ZOOM_STEP);
    else if (event.key === '0') show('whole');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <MapContext value={actions}>
      <div className={far ? 'flowmap far' : 'flowmap'} ref={frame} role="group" aria-label={label} onKeyDown={pressed}>
        <div className="heads" ref={heads} aria-hidden="true">
          {MAP_COLUMNS.map(({ column, head, x }) => (
            <span key={column} style={{ '--x': x } as React.CSSProperties}>
              {head}
            </span>
          ))}
        </div>
        <ReactFlow
          nodes={boxes}
          edges={joints}
          nodeTypes={BOX_TYPES}
          edgeTypes={LINE_TYPES}
          onMove={moved}
          onlyRenderVisibleElements={boxes.length >= ALL_DRAWN_BELOW && !far}
          minZoom={LEAST_ZOOM}
          maxZoom={MOST_ZOOM}
          panOnScroll
          zoomOnDoubleClick={false}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panActivationKeyCode={null}
          onPaneClick={() => select(null)}
          proOptions={{ hideAttribution: true }}
        >
          <MapLabels joints={joints} />
        </ReactFlow>
      </div>
      <div className="map-foot">
        <MapReadout focus={focus} picture={picture} now={now} />
        <div className="zoom no-print">
          <button type="button" className="icon-btn" aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoomBy(ZOOM_STEP)}>
            <Icon name="plus" size={14} />
          </button>
          <button type="button" className="icon-btn" aria-label="Zoom out" title="Zoom out (-)" onClick={() => zoomBy(1 / ZOOM_STEP)}>
            <Icon name="minus" size={14} />
          </button>
          <button
            type="button"
            className="icon-btn"
            aria-label="Show the whole map"
            title="Show the whole map (0)"
            onClick={() => show('whole')}
          >
            <Icon name="fit" size={14} />
          </button>
        </div>
      </div>
    </MapContext>
  );
}

/** What touches a box or a line, itself included. */
function useNeighbours(picture: MapPicture): (pointed: Pointed) => ReadonlySet<string> {
  return useCallback(
    ({ kind, id }) =>
      new Set(
        kind === 'box'
          ? [id, ...picture.lines.filter(({ from, to }) => from === id || to === id).map((line) => line.id)]
          : picture.lines.filter((line) => line.id === id).flatMap((line) => [line.id, line.from, line.to]),
      ),
    [picture],
  );
}

/** Where the map is looked at. The view moves without React: the heads of the columns follow through custom properties. */
function useMapView(places: ReadonlyMap<string, Place>, selected: string | null, picture: MapPicture) {
  const flow = useReactFlow();
  const store = useStoreApi();
  const frame = useRef<HTMLDivElement>(null);
  const heads = useRef<HTMLDivElement>(null);
  /** Somebody moved it: it stays there. */
  const handled = useRef(false);
  /** Too small to be read: boxes and lines keep their colours and signs, and there is less to paint. */
  const [far, setFar] = useState(false);
  const follow = useCallback(({ x, zoom }: Viewport) => {
    heads.current?.style.setProperty('--map-x', String(x));
    heads.current?.style.setProperty('--map-zoom', String(zoom));
    heads.current?.classList.toggle('narrow', zoom * MAP_WIDTH < HEADS_FIT_WIDTH);
    setFar(zoom < LEGIBLE_AT_ALL);
  }, []);

  const look = useCallback(
    (view: Viewport, smooth: boolean) => {
      const still = !smooth || window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      void flow.setViewport(view, still ? {} : { duration: 160 });
      follow(view);
    },
    [flow, follow],
  );
  const show = useCallback(
    (which: 'whole' | 'opening') => {
      const box = frame.current?.getBoundingClientRect();
      if (box === undefined || box.width === 0) return;
      handled.current = which === 'whole';
      const worst = Math.min(...picture.lines.filter(({ state }) => isBrokenFlow(state)).map(({ to }) => places.get(to)?.y ?? Infinity));
      const top = Number.isFinite(worst) ? Math.max(0, worst - box.height / 3) : 0;
      look(
        which === 'whole' ? wholeView(places, box.width, box.height) : openingView(places, box.width, box.height, top),
        which === 'whole',
      );
    },
    [places, picture.lines, look],
  );
  const opened = useRef(show);
  useEffect(() => {
    opened.current = show;
  }, [show]);

  // Other boxes, or another size, are another map; unless somebody is looking at a part of it.
  useEffect(() => {
    handled.current = false;
    opened.current('opening');
  }, [places]);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (!handled.current) opened.current('opening');
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const goTo = useCallback(
    (id: string) => {
      const [place, box] = [places.get(id), frame.current?.getBoundingClientRect()];
      const [x, y, zoom] = store.getState().transform;
      if (place === undefined || box === undefined || inView(place, { x, y, zoom }, box.width, box.height)) return;
      handled.current = true;
      look(viewOn(place, zoom, box.width, box.height), true);
    },
    [places, store, look],
  );
  useEffect(() => {
    if (selected !== null) goTo(selected);
  }, [selected, goTo]);

  const moved = useCallback(
    (event: MouseEvent | TouchEvent | null, view: Viewport) => {
      if (event !== null) handled.current = true;
      follow(view);
    },
    [follow],
  );
  const zoomBy = useCallback(
    (factor: number) => {
      handled.current = true;
      void flow.zoomTo(flow.getZoom() * factor);
    },
    [flow],
  );
  return { frame, heads, far, show, moved, goTo, zoomBy };
}
