import { identityRoutes, type ChangePassword, type Session, type SetUpRequest, type SignInRequest } from '@weir/contract';
import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useApi } from '../api/api-context.js';
import { callApi } from '../api/call-api.js';
import { useLiveClient } from '../live/live-context.js';
import { refusalOf, type Guarded } from './may.js';
import { useGate } from './session-context.js';

const SESSION_KEY = ['session'] as const;
const OWN_KEY = ['own-sessions'] as const;
const EVERY_MS = 5 * 60_000;

/** What was last heard of the session; undefined: nothing yet. */
export const sessionIn = (queries: QueryClient): Session | undefined => queries.getQueryData<Session>(SESSION_KEY);

/** Looks anew who is signed in, where a page shows it. */
export const askAgain = (queries: QueryClient): Promise<void> => queries.invalidateQueries({ queryKey: SESSION_KEY });

/** Who is signed in here, and how anyone may sign in. */
export function useSession() {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  const gate = useGate();
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: async ({ signal }) => {
      const heard = await callApi(identityRoutes.session, { signal }, fetcher);
      const before = sessionIn(queries);
      if (heard.principal !== null || before === undefined || before.principal === null) return heard;
      // It ended under the page: that is for the gate to tell, and who it was is still worth knowing.
      gate.close();
      return before;
    },
    refetchInterval: EVERY_MS,
    staleTime: EVERY_MS,
  });
}

/** Why one may not do something here; null: one may. @param does what is done, as a verb of many: `acknowledge` */
export function useRefusal(permission: Guarded, does: string): string | null {
  return refusalOf(permission, does, useSession().data?.principal);
}

/** Takes what a sign-in answered: from here on this browser is somebody else to the server, so that the connection is opened anew. */
function useTakeSession(): (session: Session) => void {
  const queries = useQueryClient();
  const client = useLiveClient();
  const gate = useGate();
  return useCallback(
    (session) => {
      const before = sessionIn(queries);
      queries.setQueryData(SESSION_KEY, session);
      client.reconnect();
      gate.open(before?.principal?.id === session.principal?.id);
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
    },
    [queries, client, gate],
  );
}

/** Looks whether somebody has signed in elsewhere in this browser: in another tab, or with a provider that asks on a page of its own. */
export function useLookAgain(): () => void {
  const { fetcher } = useApi();
  const take = useTakeSession();
  return useCallback(() => {
    callApi(identityRoutes.session, {}, fetcher).then(
      (heard) => heard.principal !== null && take(heard),
      // Nothing heard is nothing new: the form is still there.
      () => undefined,
    );
  }, [fetcher, take]);
}

export function useSignIn() {
  const { fetcher } = useApi();
  const take = useTakeSession();
  return useMutation({ mutationFn: (body: SignInRequest) => callApi(identityRoutes.signIn, { body }, fetcher), onSuccess: take });
}

/** What a one-time link is for. @param token null: there is none */
export function useSetUpSubject(token: string | null) {
  const { fetcher } = useApi();
  return useQuery({
    queryKey: ['set-up', token],
    queryFn: ({ signal }) => (token === null ? null : callApi(identityRoutes.setUpSubject, { body: { token }, signal }, fetcher)),
    enabled: token !== null,
    staleTime: Infinity,
  });
}

/** Uses a one-time link: sets the password and signs in. */
export function useSetUp() {
  const { fetcher } = useApi();
  const take = useTakeSession();
  return useMutation({ mutationFn: (body: SetUpRequest) => callApi(identityRoutes.setUp, { body }, fetcher), onSuccess: take });
}

/** Makes this browser a screen that shows the wall. */
export function useStartKiosk() {
  const { fetcher } = useApi();
  const take = useTakeSession();
  return useMutation({ mutationFn: (token: string) => callApi(identityRoutes.startKiosk, { body: { token } }, fetcher), onSuccess: take });
}

/** Ends the session of this browser. What the page knew goes with it. */
export function useSignOut() {
  const { fetcher } = useApi();
  return useMutation({
    mutationFn: () => callApi(identityRoutes.signOut, {}, fetcher),
    onSuccess: () => window.location.assign('/login'),
  });
}

export function useChangePassword() {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ChangePassword) => callApi(identityRoutes.changeOwnPassword, { body }, fetcher),
    onSuccess: (session) => {
      queries.setQueryData(SESSION_KEY, session);
      return queries.invalidateQueries({ queryKey: OWN_KEY });
    },
  });
}

/** Where one is signed in oneself. */
export function useOwnSessions() {
  const { fetcher } = useApi();
  return useQuery({ queryKey: OWN_KEY, queryFn: ({ signal }) => callApi(identityRoutes.ownSessions, { signal }, fetcher) });
}

/** Ends sessions of one's own, one after the other. */
export function useEndSessions() {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const session of ids) await callApi(identityRoutes.revokeOwnSession, { params: { session } }, fetcher);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: OWN_KEY }),
  });
}
