import {
  triageRoutes,
  type IncidentAction,
  type IncidentActionAnswer,
  type IncidentCounts,
  type IncidentDetail,
  type IncidentId,
  type IncidentState,
  type IncidentSummary,
  type LiveProblem,
  type LiveView,
  type ResourceId,
} from '@weir/contract';
import { useMutationState, useQuery, useQueryClient, type Mutation, type QueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useApi } from '../api/api-context.js';
import { ApiError, callApi } from '../api/call-api.js';
import { worthRetrying } from '../api/queries.js';
import { useLiveClient, useLiveView } from '../live/live-context.js';
import { drawUuid } from './draw-uuid.js';
import { pendingNotes, versionToSend, withActions, type ActionCall, type ActionState } from './pending-actions.js';

const MINUTE_MS = 60_000;
const ACTION_KEY = ['incident-action'] as const;

interface WatchedIncidents {
  /** In no order; null: not there yet. */
  readonly incidents: readonly IncidentSummary[] | null;
  readonly counts: IncidentCounts | null;
  readonly problem: LiveProblem | null;
}

/** Incidents of one state as they change, with what people here did and nobody confirmed yet. What else narrows them is for the caller to do. */
export function useIncidents(state: IncidentState): WatchedIncidents {
  const view: LiveView = state === 'open' ? { view: 'incidents' } : { view: 'incidents', state: [state] };
  const { document, problem } = useLiveView(view);
  const actions = useActions();
  const live = useMemo(
    () => (document === null ? null : Object.values(document).filter((entry): entry is IncidentSummary => 'severityBecause' in entry)),
    [document],
  );
  const incidents = useMemo(() => {
    if (live === null || actions.length === 0) return live;
    const byIncident = Map.groupBy(actions, ({ call }) => call.incident);
    return live.map((incident) => withActions(incident, byIncident.get(incident.id) ?? [])).filter((incident) => incident.state === state);
  }, [live, actions, state]);
  const entry = document?.['counts'];
  const counts = entry !== undefined && 'unacknowledged' in entry ? entry : null;
  return { incidents, counts, problem };
}

/** One incident whole: as it was asked for, then as it changes, with what people here did and nobody confirmed yet. */
export function useIncident(id: IncidentId): { readonly incident: IncidentDetail | null; readonly error: Error | null } {
  const { fetcher } = useApi();
  const { data, error } = useQuery({
    queryKey: ['incident', id],
    queryFn: ({ signal }) => callApi(triageRoutes.incident, { params: { incident: id }, signal }, fetcher),
    refetchInterval: MINUTE_MS,
  });
  const { document } = useLiveView({ view: 'incident', id });
  const entry = document?.['incident'];
  const live = newerOf(entry !== undefined && 'timeline' in entry ? entry : undefined, data);
  const actions = useActions();
  const incident = useMemo(() => {
    if (live === undefined) return null;
    const own = actions.filter(({ call }) => call.incident === id);
    const shown = withActions(live, own);
    const notes = pendingNotes(own);
    return notes.length === 0 ? shown : { ...shown, timeline: [...shown.timeline, ...notes] };
  }, [live, actions, id]);
  return { incident, error };
}

/** A view that lost its connection stands still while the other way keeps asking. */
function newerOf(watched: IncidentDetail | undefined, asked: IncidentDetail | undefined): IncidentDetail | undefined {
  if (watched === undefined || asked === undefined) return watched ?? asked;
  return asked.version > watched.version || asked.changedAt > watched.changedAt ? asked : watched;
}

/** What the cache of mutations keeps is of any kind; those under `ACTION_KEY` are these. */
const isCall = (value: unknown): value is ActionCall => typeof value === 'object' && value !== null && 'requestId' in value;
const isAnswer = (value: unknown): value is IncidentActionAnswer => typeof value === 'object' && value !== null && 'incident' in value;

function stateOf({ state: { variables, status, data } }: Mutation): ActionState | null {
  if (!isCall(variables)) return null;
  return {
    call: variables,
    status: status === 'error' ? 'failed' : status === 'success' ? 'done' : 'pending',
    answer: isAnswer(data) ? data.incident : null,
  };
}

/** Every action of this page's life that is not forgotten yet, oldest first. */
function useActions(): readonly ActionState[] {
  return useMutationState({
    filters: { mutationKey: ACTION_KEY },
    select: stateOf,
  }).filter((state) => state !== null);
}

/** An action the server refused or never heard of. */
export interface FailedAction {
  readonly call: ActionCall;
  readonly error: Error;
  readonly key: number;
}

/** Those nobody has read away yet. */
export function useFailedActions(): { readonly failed: readonly FailedAction[]; readonly forget: (key: number) => void } {
  const queries = useQueryClient();
  const failed = useMutationState({
    filters: { mutationKey: ACTION_KEY, status: 'error' },
    select: ({ state: { variables, error }, mutationId }) =>
      isCall(variables) ? { call: variables, error: error ?? new Error('It was not done.'), key: mutationId } : null,
  }).filter((action) => action !== null);
  const forget = useCallback(
    (key: number) => {
      const cache = queries.getMutationCache();
      const found = cache.getAll().find(({ mutationId }) => mutationId === key);
      if (found !== undefined) cache.remove(found);
    },
    [queries],
  );
  return { failed, forget };
}

export type Act = (incident: Pick<IncidentSummary, 'id' | 'version'>, action: IncidentAction) => void;

/**
 * Does something with an incident. It shows at once; a refusal takes it back and is told by `useFailedActions`. Actions on one incident are sent one after
 * the other, each based on what the one before led to: nobody contradicts himself by being quick.
 */
export function useAct(): Act {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  const client = useLiveClient();
  return useCallback(
    ({ id, version }, action) => {
      const call: ActionCall = { incident: id, version, action, requestId: drawUuid(), at: client.now() };
      const mutation = queries.getMutationCache().build<unknown, Error, ActionCall, unknown>(queries, {
        mutationKey: ACTION_KEY,
        scope: { id: `incident ${id}` },
        networkMode: 'always',
        retry: worthRetrying,
        mutationFn: ({ incident, requestId, ...sent }) =>
          callApi(
            triageRoutes.incidentAction,
            {
              params: { incident },
              body: { version: versionToSend(sent, actionsOf(queries, incident)), action: sent.action, requestId },
            },
            fetcher,
          ),
        onSuccess: () =>
          Promise.all([queries.invalidateQueries({ queryKey: ['incident', id] }), queries.invalidateQueries({ queryKey: ['alarms-of'] })]),
        // Told by another: what is shown is then old as well.
        onError: (error) =>
          error instanceof ApiError && error.status === 409 ? queries.invalidateQueries({ queryKey: ['incident', id] }) : undefined,
      });
      // Its failure stays in the cache, where `useFailedActions` finds it.
      mutation.execute(call).catch(() => undefined);
    },
    [client, fetcher, queries],
  );
}

function actionsOf(queries: QueryClient, id: IncidentId): readonly ActionState[] {
  return queries
    .getMutationCache()
    .findAll({ mutationKey: ACTION_KEY })
    .flatMap((mutation) => stateOf(mutation) ?? [])
    .filter(({ call }) => call.incident === id);
}

/** Alarms of one resource that fire or are about to. */
export function useAlarmsOf(resource: ResourceId) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['alarms-of', resource],
    queryFn: ({ signal }) => callApi(triageRoutes.alarms, { query: { resource, limit: 20 }, signal }, fetcher),
    refetchInterval: MINUTE_MS / 2,
    staleTime: MINUTE_MS / 4,
  });
}
