import { useLayoutEffect, useRef, type RefObject } from 'react';
import { clipMiddle } from '../format/index.js';

const STEP = 0.02;

/** By the true width of the contents: `scrollWidth` is rounded, and half a pixel too much already costs a line its last letters. */
function overflows(element: HTMLElement): boolean {
  const contents = document.createRange();
  contents.selectNodeContents(element);
  return contents.getBoundingClientRect().width > element.getBoundingClientRect().width;
}

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

const CLAUSE = 'data-clause';

/** A sentence whose clauses may be left out from its end where the line is short; the first always stays. */
export function Clauses({ sentence }: { readonly sentence: string }) {
  return sentence.split(', ').map((clause, index) => (
    <span key={index} {...{ [CLAUSE]: index }}>
      {index === 0 ? clause : `, ${clause}`}
    </span>
  ));
}

/** A line that shrinks a little, then loses its last clauses, and is only then cut at its end. */
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
  useRefit(ref, (element) => {
    const clauses = [...element.querySelectorAll<HTMLElement>(`[${CLAUSE}]`)];
    for (const clause of clauses) clause.hidden = false;
    shrinkToFit(element, floor);
    for (let last = clauses.length - 1; last > 0 && overflows(element); last -= 1) {
      const clause = clauses[last];
      if (clause) clause.hidden = true;
    }
  });
  return (
    <div ref={ref} className={className}>
      {children}
    </div>
  );
}
