import { useNavigate, useSearch } from '@tanstack/react-router';
import { useKeys } from '../app/keys.js';
import { useZone } from '../app/view-settings.js';
import type { Zone } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { spanOf, type Span } from '../queue/range.js';
import { usePause } from '../queue/use-pause.js';
import type { LedgerSearch } from './ledger-search.js';

/** What a page of something that passes events on looks at: a span that the address holds, which moves with the clock unless it is held. */
export interface FlowSpan {
  readonly search: LedgerSearch;
  readonly span: Span;
  readonly pause: ReturnType<typeof usePause>;
  readonly now: number;
  readonly zone: Zone;
  /** Takes another span, or the table; a held page moves on. */
  readonly change: (next: LedgerSearch) => void;
}

interface Steering {
  readonly goTo: (next: LedgerSearch) => void;
  /** To the list it stands in. */
  readonly back: () => void;
}

/** The span of a page, with the keys that go with it. */
export function useFlowSpan(search: LedgerSearch, { goTo, back }: Steering): FlowSpan {
  const zone = useZone();
  const now = useNow();
  const pause = usePause(now);
  const change = (next: LedgerSearch) => {
    pause.resume();
    goTo(next);
  };
  useKeys({ 'Shift+t': () => change({ table: search.table === true ? undefined : true }), Escape: back });
  return { search, span: spanOf(search, pause.at ?? now), pause, now, zone, change };
}

/** The span of a page under `/fanout`. */
export function useFanoutSpan(): FlowSpan {
  const search = useSearch({ from: '/desk/fanout/$id' });
  const navigate = useNavigate({ from: '/fanout/$id' });
  return useFlowSpan(search, {
    goTo: (next) => void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false }),
    back: () => void navigate({ to: '/fanout' }),
  });
}
