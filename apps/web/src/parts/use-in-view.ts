import { useEffect, useRef, useState } from 'react';

/** Drawn this far before it comes into view, so that scrolling meets nothing empty. */
const AHEAD = '400px';
const watchers = new WeakMap<Element, (inView: boolean) => void>();
let shared: IntersectionObserver | null = null;

/** One observer for all: a list of a thousand rows has a thousand elements to watch. */
function observer(): IntersectionObserver {
  shared ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) watchers.get(target)?.(isIntersecting);
    },
    { rootMargin: `${AHEAD} 0px` },
  );
  return shared;
}

/** Whether an element is in view, or nearly: what is costly to draw is drawn then. */
export function useInView<T extends Element>(): readonly [React.RefObject<T | null>, boolean] {
  const ref = useRef<T>(null);
  const [inView, setInView] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    watchers.set(element, setInView);
    observer().observe(element);
    return () => {
      observer().unobserve(element);
      watchers.delete(element);
    };
  }, []);
  return [ref, inView];
}
