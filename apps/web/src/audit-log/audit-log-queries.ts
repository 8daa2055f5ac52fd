import { identityRoutes } from '@weir/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '../api/api-context.js';
import { callApi } from '../api/call-api.js';
import { useLiveClient } from '../live/live-context.js';
import type { AuditLogSearch } from './audit-log-search.js';

const DAY_MS = 86_400_000;
const AT_ONCE = 100;

/** The log, newest first, a page after the other. @param enabled whether one may read it at all */
export function useAuditLog({ who, action, subject, days }: AuditLogSearch, enabled: boolean) {
  const { fetcher } = useApi();
  const client = useLiveClient();
  return useInfiniteQuery({
    queryKey: ['audit-log', who, action, subject, days],
    queryFn: ({ signal, pageParam }) =>
      callApi(
        identityRoutes.auditLog,
        {
          query: {
            actor: who,
            action: action === undefined ? undefined : [action],
            subject,
            from: days === undefined ? undefined : client.now() - days * DAY_MS,
            limit: AT_ONCE,
            cursor: pageParam ?? undefined,
          },
          signal,
        },
        fetcher,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled,
  });
}
