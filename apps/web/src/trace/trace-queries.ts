import { fanoutRoutes, type CompareQuestion, type ResourceId, type TraceQuestion } from '@weir/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.js';
import { callApi } from '../api/call-api.js';

/** Where an event would go; null asks nothing. The same question is asked once. */
export function useTrace(question: TraceQuestion | null) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['trace', JSON.stringify(question)],
    queryFn: ({ signal }) => callApi(fanoutRoutes.trace, { body: question ?? { from: '', event: null }, signal }, fetcher),
    enabled: question !== null,
    retry: false,
  });
}

export function useSamples(id: ResourceId | null) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['samples', id],
    queryFn: ({ signal }) => callApi(fanoutRoutes.samples, { params: { id: id as ResourceId }, signal }, fetcher),
    enabled: id !== null,
    retry: false,
  });
}

/** A sample as a comparison takes it. */
export const triedOf = ({ name, event, attributes }: NewSample): NewSample => ({ name, event, attributes });

export interface NewSample {
  readonly name: string;
  readonly event: unknown;
  readonly attributes: Record<string, unknown>;
}

export function useAddSample(id: ResourceId) {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewSample) => callApi(fanoutRoutes.addSample, { params: { id }, body }, fetcher),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['samples', id] }),
  });
}

/** Removes a sample by its id; the list is what the server says is left. */
export function useRemoveSample(id: ResourceId) {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (sample: string) => callApi(fanoutRoutes.removeSample, { params: { id, sample } }, fetcher),
    onSuccess: (left) => queries.setQueryData(['samples', id], left),
    // Somebody else may have removed it: then the list here is old.
    onError: () => queries.invalidateQueries({ queryKey: ['samples', id] }),
  });
}

export function useCompare() {
  const { fetcher } = useApi();
  return useMutation({ mutationFn: (body: CompareQuestion) => callApi(fanoutRoutes.traceCompare, { body }, fetcher) });
}
