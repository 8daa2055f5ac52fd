import { identityRoutes, type ChangeUser, type NewApiToken, type NewKiosk, type NewUser, type Route } from '@weir/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.js';
import { callApi } from '../api/call-api.js';

const EVERY_MS = 30_000;
const USERS = ['users'] as const;
const SESSIONS = ['sessions'] as const;
const TOKENS = ['api-tokens'] as const;
const KIOSKS = ['kiosks'] as const;

function useListed<R extends Route>(key: readonly string[], route: R) {
  const { fetcher } = useApi();
  return useQuery({ queryKey: key, queryFn: ({ signal }) => callApi(route, { signal }, fetcher), refetchInterval: EVERY_MS });
}

/** A call after which lists are read anew, however it ended. */
function useChange<Given, Answer>(keys: readonly (readonly string[])[], call: (given: Given, fetcher: typeof fetch) => Promise<Answer>) {
  const { fetcher } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (given: Given) => call(given, fetcher),
    onSettled: () => Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}

export const useUsers = () => useListed(USERS, identityRoutes.users);
/** Who is signed in where. */
export const useSessions = () => useListed(SESSIONS, identityRoutes.sessions);
export const useApiTokens = () => useListed(TOKENS, identityRoutes.apiTokens);
export const useKiosks = () => useListed(KIOSKS, identityRoutes.kiosks);

export const useAddUser = () => useChange([USERS], (body: NewUser, fetcher) => callApi(identityRoutes.addUser, { body }, fetcher));
export const useChangeUser = () =>
  useChange([USERS, SESSIONS, ['session']], ({ user, ...body }: ChangeUser & { readonly user: string }, fetcher) =>
    callApi(identityRoutes.changeUser, { params: { user }, body }, fetcher),
  );
export const useResetPassword = () =>
  useChange([USERS, SESSIONS], (user: string, fetcher) => callApi(identityRoutes.resetPassword, { params: { user } }, fetcher));
/** Ends sessions of anybody, one after the other. */
export const useEndSessions = () =>
  useChange([SESSIONS], async (ids: readonly string[], fetcher) => {
    for (const session of ids) await callApi(identityRoutes.revokeSession, { params: { session } }, fetcher);
  });

export const useAddApiToken = () =>
  useChange([TOKENS], (body: NewApiToken, fetcher) => callApi(identityRoutes.addApiToken, { body }, fetcher));
export const useRevokeApiToken = () =>
  useChange([TOKENS], (token: string, fetcher) => callApi(identityRoutes.revokeApiToken, { params: { token } }, fetcher));
export const useAddKiosk = () => useChange([KIOSKS], (body: NewKiosk, fetcher) => callApi(identityRoutes.addKiosk, { body }, fetcher));
export const useRevokeKiosk = () =>
  useChange([KIOSKS], (kiosk: string, fetcher) => callApi(identityRoutes.revokeKiosk, { params: { kiosk } }, fetcher));
