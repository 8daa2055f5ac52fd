import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import type { MapFocus } from './map-focus.js';

export interface MapActions {
  readonly focus: MapFocus;
  /** Shows a box beside the map. */
  readonly select: (id: string) => void;
  readonly point: (kind: 'box' | 'line', id: string | null) => void;
}

export const MapContext = createContext<MapActions | null>(null);

/** Whether the map is looked at from so far that nothing on it can be read. */
export const FarContext = createContext(false);

export function useMapActions(): MapActions {
  const actions = use(MapContext);
  if (actions === null) throw new Error('a part of a map stands outside <FlowMap>');
  return actions;
}

/** How something stands out; draws it anew only when that changes. */
export function useStanding(id: string): string {
  const { focus } = useMapActions();
  return useSyncExternalStore(
    focus.subscribe,
    useCallback(() => focus.standing(id), [focus, id]),
  );
}

export function useIsActive(id: string): boolean {
  const { focus } = useMapActions();
  return useSyncExternalStore(
    focus.subscribe,
    useCallback(() => focus.isActive(id), [focus, id]),
  );
}
