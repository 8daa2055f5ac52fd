import { useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** The theme that is in force, whoever changed it: the address, or the printer. What is drawn on canvas has to be drawn anew. */
export const useTheme = (): string => useSyncExternalStore(subscribe, () => document.documentElement.dataset['theme'] ?? 'dark');
