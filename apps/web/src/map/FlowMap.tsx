import '@xyflow/react/dist/base.css';
import { ReactFlow, ReactFlowProvider, type EdgeTypes, type NodeTypes } from '@xyflow/react';
import type { Resource } from '@weir/contract';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { Icon } from '../parts/Icon.js';
import { Patience } from '../parts/Skeleton.js';
import { columnsAcross } from './columns.js';
import { placesAcross, type Place } from './elk-graph.js';
import { boxElements, lineElements, type MapElement, type MapJoint } from './flow-elements.js';
import { MapBox, MissingBoxDrawn } from './MapBox.js';
import { FarLines } from './FarLines.js';
import { FarContext, MapContext, type MapActions } from './map-context.js';
import { MapFocus, type Pointed } from './map-focus.js';
import { boxToward, firstBox, isMapArrow } from './map-keys.js';
import type { MapPicture } from './map-picture.js';
import { MapLabels } from './MapLabels.js';
import { MapLine, MissingLineDrawn } from './MapLine.js';
import { MapReadout } from './MapReadout.js';
import { LEAST_ZOOM, MOST_ZOOM } from './opening-view.js';
import { useLayout } from './use-layout.js';
import { useMapView } from './use-map-view.js';
import { useMapWidth } from './use-map-width.js';
import { worstBox } from './worst-box.js';
import './map.css';

const BOX_TYPES: NodeTypes = { box: MapBox, missing: MissingBoxDrawn };
const LINE_TYPES: EdgeTypes = { line: MapLine, missing: MissingLineDrawn };
const NOBODY: ReadonlyMap<string, Resource> = new Map();
const NO_JOINTS: MapJoint[] = [];
const NOTHING_FOUND: readonly string[] = [];
/** Fewer than these are all kept in the document, and so are all that are seen from far: then nothing comes and goes while the map moves. */
const ALL_DRAWN_BELOW = 120;
const ZOOM_STEP = 1.25;

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
  /** Boxes that somebody looked for: the map moves to the first of them when none can be seen. */
  readonly found?: readonly string[];
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

function MapSheet(props: MapSheetProps) {
  const { picture, resources = NOBODY, now, label, selected = null, lit = null, found = NOTHING_FOUND, select, open } = props;
  const [focus] = useState(() => new MapFocus());
  const [across, mapWidth] = useMapWidth<HTMLDivElement>();
  const places = useMemo(() => placesAcross(props.places, mapWidth), [props.places, mapWidth]);
  const worst = useMemo(() => worstBox(picture, resources, now), [picture, resources, now]);
  const boxes = useMemo(() => boxElements(picture, places, resources, now) as MapElement[], [picture, places, resources, now]);
  const joints = useMemo(() => lineElements(picture, places, now) as MapJoint[], [picture, places, now]);
  const { frame, heads, far, show, moved, goTo, sees, zoomBy } = useMapView({ places, mapWidth, selected, found, worst });
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
  // Boxes out of sight are not in the document: were the active one among them, Tab would reach none.
  const settled = useCallback(() => {
    const active = focus.active();
    if (active !== null && sees(active)) return;
    const seen = firstBox(new Map([...places].filter(([id]) => sees(id))));
    if (seen !== null && frame.current?.contains(document.activeElement) !== true) focus.activate(seen, false);
  }, [focus, places, sees, frame]);

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
      <FarContext value={far}>
        <div className={far ? 'flowmap far' : 'flowmap'} ref={frame} role="group" aria-label={label} onKeyDown={pressed}>
          <div ref={across} />
          <div className="heads" ref={heads} aria-hidden="true">
            {columnsAcross(mapWidth).map(({ column, head, x }) => (
              <span key={column} style={{ '--x': x } as React.CSSProperties}>
                {head}
              </span>
            ))}
          </div>
          <ReactFlow
            nodes={boxes}
            edges={far ? NO_JOINTS : joints}
            nodeTypes={BOX_TYPES}
            edgeTypes={LINE_TYPES}
            onMove={moved}
            onMoveEnd={settled}
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
            {far ? <FarLines joints={joints} /> : <MapLabels joints={joints} />}
          </ReactFlow>
        </div>
      </FarContext>
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
