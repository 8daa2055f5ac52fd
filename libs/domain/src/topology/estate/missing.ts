import type { EpochMs } from '@weir/contract';
import type { Scope } from '../../model/scope.js';
import { listingOf, placeOfArn } from './names.js';

/** When everything of a service was last listed in an account and region; null: it was not, or not whole. */
export type ListedAt = (accountId: string, region: string, service: string) => EpochMs | null;

/**
 * Whether what is not in the catalogue is known not to exist: its place was listed whole after somebody named it. Functions are kept where
 * something of their own account and region feeds them, so that of others' functions nothing can be said.
 */
export function isMissing(arn: string, by: Scope & { readonly namedAt: EpochMs }, listedAt: ListedAt): boolean {
  const { accountId, region } = placeOfArn(arn);
  const listing = listingOf(arn);
  if (accountId === null || region === null || listing === null) return false;
  if (listing === 'lambda' && (accountId !== by.accountId || region !== by.region)) return false;
  const at = listedAt(accountId, region, listing);
  return at !== null && at >= by.namedAt;
}
