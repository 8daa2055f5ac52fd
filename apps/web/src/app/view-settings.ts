import { useSearch } from '@tanstack/react-router';
import type { Zone } from '../format/index.js';

/** Part of every address: a copied link opens the same picture. Left out when it is the default. */
export interface ViewSettings {
  readonly theme?: 'light' | undefined;
  readonly zone?: 'local' | undefined;
}

export function readViewSettings(search: Readonly<Record<string, unknown>>): ViewSettings {
  return { ...(search['theme'] === 'light' ? { theme: 'light' } : {}), ...(search['zone'] === 'local' ? { zone: 'local' } : {}) };
}

export function useZone(): Zone {
  const { zone } = useSearch({ strict: false });
  return zone === 'local' ? 'local' : 'utc';
}

/** Applies a theme to the document; `undefined` is the default, dark. */
export function applyTheme(theme: ViewSettings['theme']): void {
  if (theme === undefined) delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
