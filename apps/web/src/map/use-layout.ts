import { useEffect, useMemo, useState } from 'react';
import { elkGraphOf, placesOf, type Place } from './elk-graph.js';
import { layOut } from './lay-out.js';
import type { MapPicture } from './map-picture.js';

export interface Layout {
  /** The picture that has places: while another is laid out, the one before stays. null: none has yet. */
  readonly picture: MapPicture | null;
  readonly places: ReadonlyMap<string, Place>;
  readonly error: Error | null;
}

interface Placed {
  readonly structure: string;
  readonly places: ReadonlyMap<string, Place>;
  readonly picture: MapPicture;
}

const NO_PLACES: ReadonlyMap<string, Place> = new Map();

/** Places for all boxes. They are asked for anew only when boxes or lines come or go, not when traffic changes. */
export function useLayout(picture: MapPicture): Layout {
  const graph = useMemo(() => elkGraphOf(picture), [picture]);
  const structure = useMemo(() => JSON.stringify(graph), [graph]);
  const [placed, setPlaced] = useState<Placed | null>(null);
  const [failed, setFailed] = useState<{ readonly structure: string; readonly error: Error } | null>(null);
  useEffect(() => {
    let wanted = true;
    layOut(graph).then(
      (answer) => {
        if (wanted) setPlaced({ structure, places: placesOf(picture, answer), picture });
      },
      (reason: unknown) => {
        if (wanted) setFailed({ structure, error: reason instanceof Error ? reason : new Error(String(reason)) });
      },
    );
    return () => {
      wanted = false;
    };
    // The structure stands for picture and graph: everything else about them does not move a box.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [structure]);
  const current = placed?.structure === structure;
  return {
    picture: current ? picture : (placed?.picture ?? null),
    places: placed?.places ?? NO_PLACES,
    error: !current && failed?.structure === structure ? failed.error : null,
  };
}
