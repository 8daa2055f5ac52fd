import { useLayoutEffect, useRef, type RefObject } from 'react';
import { clipMiddle } from '../format/index.js';

const STEP = 0.02;
const overflows = (element: HTMLElement) => element.scrollWidth > element.clientWidth;

/** Shrinks an element's text by `--fit` until it fits its box or the floor is reached. */
export function shrinkToFit(element: HTMLElement, floor: number): void {
  for (let size = 1; ; size -= STEP) {
    element.style.setProperty('--fit', size.toFixed(2));
    if (size <= floor || !overflows(element)) return;
  }
}

/** Runs `fit` now, and again when the box changes its size or the fonts have arrived. */
export function useRefit(ref: RefObject<HTMLElement | null>, fit: (element: HTMLElement) => void): void {
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    fit(element);
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      fit(element);
    });
    observer.observe(element);
    let gone = false;
    void document.fonts.ready.then(() => {
      if (!gone) fit(element);
    });
    return () => {
      gone = true;
      observer.disconnect();
    };
  });
}

const NAME_FLOOR = 0.6;
const SHORTEST_NAME = 8;

/** A name that shrinks to 60 % and is then cut in the middle until it fits. */
export function FittedName({ name, whole }: { readonly name: string; readonly whole: string }) {
  const ref = useRef<HTMLElement>(null);
  useRefit(ref, (element) => {
    element.textContent = name;
    shrinkToFit(element, NAME_FLOOR);
    let length = [...name].length;
    if (!overflows(element)) return;
    while (overflows(element) && length > SHORTEST_NAME) element.textContent = clipMiddle(name, --length);
    // Widths are rounded: one character more makes sure that the box does not cut the end as well.
    element.textContent = clipMiddle(name, length - 1);
  });
  return <bdi ref={ref} className="name" title={whole} aria-label={whole} />;
}

/** A line that shrinks a little and is then cut at its end. */
export function FittedLine({
  className,
  floor,
  children,
}: {
  readonly className: string;
  readonly floor: number;
  readonly children: React.ReactNode;
}) {
  const ref = useRef<HTMLDivElement>(null);
  useRefit(ref, (element) => shrinkToFit(element, floor));
  return (
    <div ref={ref} className={className}>
      {children}
    </div>
  );
}
