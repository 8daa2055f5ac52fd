import { useLayoutEffect, useRef, useState } from 'react';
import { MAP_WIDTH, mapWidthIn } from './columns.js';

/** Screen pixels beside the map, both sides together. */
const MARGINS = 32;

/**
 * How wide the map is to be drawn, map pixels: at the size in which it is read it fills its frame. The reference is for an element that is as
 * wide as the frame.
 */
export function useMapWidth<T extends Element>(): readonly [React.RefObject<T | null>, number] {
  const across = useRef<T>(null);
  const [width, setWidth] = useState(MAP_WIDTH);
  useLayoutEffect(() => {
    const element = across.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(mapWidthIn(element.clientWidth - MARGINS)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [across, width];
}
