import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds now; the component is drawn anew when that changes. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** The width up to which pages have one column and no map: the same as in the style sheets. */
export const PHONE = '(max-width: 700px)';
