import { useEstate } from '../live/live-context.js';

/** Names of the accounts Weir watches, by number. */
export function useAccountNames(): ReadonlyMap<string, string> {
  const { estate } = useEstate();
  return new Map(estate?.scopes.map(({ accountId, accountName }) => [accountId, accountName]));
}
