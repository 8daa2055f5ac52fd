import { useReactFlow, useStoreApi, type Viewport } from '@xyflow/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Place } from './elk-graph.js';
import { inView, openingView, viewOn, wholeView } from './opening-view.js';

const LEGIBLE_AT_ALL = 0.42;
/** The heads of the columns need this much, screen pixels. */
const HEADS_FIT_WIDTH = 560;

interface Looked {
  readonly places: ReadonlyMap<string, Place>;
  /** Map pixels. */
  readonly mapWidth: number;
  readonly selected: string | null;
  readonly found: readonly string[];
  /** The box to open on. */
  readonly worst: string | null;
}

/** Where the map is looked at. The view moves without React: the heads of the columns follow through custom properties. */
export function useMapView({ places, mapWidth, selected, found, worst }: Looked) {
  const flow = useReactFlow();
  const store = useStoreApi();
  const frame = useRef<HTMLDivElement>(null);
  const heads = useRef<HTMLDivElement>(null);
  /** Somebody moved it: it stays there. */
  const handled = useRef(false);
  /** Too small to be read: boxes and lines keep their colours and signs, and there is less to paint. */
  const [far, setFar] = useState(false);
  const follow = useCallback(
    ({ x, zoom }: Viewport) => {
      heads.current?.style.setProperty('--map-x', String(x));
      heads.current?.style.setProperty('--map-zoom', String(zoom));
      heads.current?.classList.toggle('narrow', zoom * mapWidth < HEADS_FIT_WIDTH);
      setFar(zoom < LEGIBLE_AT_ALL);
    },
    [mapWidth],
  );

  const look = useCallback(
    (view: Viewport, smooth: boolean) => {
      const still = !smooth || window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      void flow.setViewport(view, still ? {} : { duration: 160 });
      follow(view);
    },
    [flow, follow],
  );
  const worstAt = worst === null ? null : (places.get(worst)?.y ?? null);
  const show = useCallback(
    (which: 'whole' | 'opening') => {
      const box = frame.current?.getBoundingClientRect();
      if (box === undefined || box.width === 0) return;
      handled.current = which === 'whole';
      const top = worstAt === null ? 0 : Math.max(0, worstAt - box.height / 3);
      const { width, height } = box;
      look(
        which === 'whole' ? wholeView(places, { mapWidth, width, height }) : openingView(places, { mapWidth, width, height }, top),
        which === 'whole',
      );
    },
    [places, mapWidth, worstAt, look],
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
  // What breaks meanwhile, and is worse, comes into view, too.
  useEffect(() => {
    if (worstAt !== null && !handled.current) opened.current('opening');
  }, [worstAt]);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (!handled.current) opened.current('opening');
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const sees = useCallback(
    (id: string) => {
      const [place, box] = [places.get(id), frame.current?.getBoundingClientRect()];
      const [x, y, zoom] = store.getState().transform;
      return place !== undefined && box !== undefined && inView(place, { x, y, zoom }, box);
    },
    [places, store],
  );
  const goTo = useCallback(
    (id: string) => {
      const [place, box] = [places.get(id), frame.current?.getBoundingClientRect()];
      if (place === undefined || box === undefined || sees(id)) return;
      handled.current = true;
      look(viewOn(place, store.getState().transform[2], { mapWidth, width: box.width, height: box.height }), true);
    },
    [places, mapWidth, store, sees, look],
  );
  useEffect(() => {
    if (selected !== null) goTo(selected);
  }, [selected, goTo]);
  const lookedFor = useRef('');
  useEffect(() => {
    // What was found is found again with every reading; the map moves once.
    const key = found.join(' ');
    if (key === lookedFor.current) return;
    lookedFor.current = key;
    const [first] = found;
    if (first !== undefined && !found.some(sees)) goTo(first);
  }, [found, sees, goTo]);

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
  return { frame, heads, far, show, moved, goTo, sees, zoomBy };
}
