import type { ResourceKind } from '@weir/contract';
import { useMemo } from 'react';
import { useEstate } from '../live/live-context.js';
import { gapsOf, type ListingGap } from './listing-gaps.js';

const NONE: readonly ListingGap[] = [];

/** Where it is not known whether all resources of these kinds are shown. @param kinds one and the same list with every call */
export function useListingGaps(kinds: readonly ResourceKind[]): readonly ListingGap[] {
  const { estate } = useEstate();
  return useMemo(() => (estate === null ? NONE : gapsOf(estate, kinds)), [estate, kinds]);
}
