import { useNavigate, useSearch } from '@tanstack/react-router';
import { useFlowSpan, type FlowSpan } from '../queue/use-flow-span.js';

/** The span of a page under `/fanout`. */
export function useFanoutSpan(): FlowSpan {
  const search = useSearch({ from: '/desk/fanout/$id' });
  const navigate = useNavigate({ from: '/fanout/$id' });
  return useFlowSpan(search, {
    goTo: (next) => void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false }),
    back: () => void navigate({ to: '/fanout' }),
  });
}
