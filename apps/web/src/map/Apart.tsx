import { visibleText } from '../format/index.js';

/** What tells a name from its namesakes, after it. */
export function Apart({ place }: { readonly place: string | undefined }) {
  return place === undefined ? null : <bdi className="t3 apart"> {visibleText(place)}</bdi>;
}
