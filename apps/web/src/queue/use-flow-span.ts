import { useKeys } from '../app/keys.js';
import { useZone } from '../app/view-settings.js';
import type { Zone } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { spanOf, type RangeSearch, type Span } from './range.js';
import { usePause } from './use-pause.js';

/** What a page with charts looks at: a span that the address holds, which moves with the clock unless it is held. */
export interface FlowSpan {
  readonly search: RangeSearch;
  readonly span: Span;
  readonly pause: ReturnType<typeof usePause>;
  readonly now: number;
  readonly zone: Zone;
  /** Takes another span, or the table; a held page moves on. */
  readonly change: (next: RangeSearch) => void;
}

interface Steering {
  readonly goTo: (next: RangeSearch) => void;
  /** To the list it stands in. */
  readonly back: () => void;
}

/** The span of a page, with the keys that go with it. */
export function useFlowSpan(search: RangeSearch, { goTo, back }: Steering): FlowSpan {
  const zone = useZone();
  const now = useNow();
  const pause = usePause(now);
  const change = (next: RangeSearch) => {
    pause.resume();
    goTo(next);
  };
  useKeys({ 'Shift+t': () => change({ table: search.table === true ? undefined : true }), Escape: back });
  return { search, span: spanOf(search, pause.at ?? now), pause, now, zone, change };
}
