import type { AuditGap } from '@weir/contract';
import { counted } from '../format/index.js';
import type { ListingGap } from '../listing/listing-gaps.js';

/** What the audit could not look at: failed listings, and services that were not listed yet. */
export interface AuditSight {
  readonly whole: boolean;
  readonly failed: readonly ListingGap[];
  /** `3 services are not listed yet.`; empty: each was listed, or failed. */
  readonly awaited: string;
}

export function sightOf(unseen: readonly AuditGap[]): AuditSight {
  const failed = unseen.flatMap(({ accountId, accountName, region, listing }): readonly ListingGap[] =>
    listing.failure === null ? [] : [{ accountId, region, place: `${accountName} ${region}`, failure: listing.failure }],
  );
  const awaited = unseen.length - failed.length;
  return {
    whole: unseen.length === 0,
    failed,
    awaited: awaited === 0 ? '' : `${counted(awaited, 'listing')} of accounts, regions and services did not come in yet.`,
  };
}
