import type { Resource } from '@weir/contract';

/** Where a resource is, for names that exist more than once. */
export const placeOf = ({ accountName, region }: Pick<Resource, 'accountName' | 'region'>): string => `${accountName} ${region}`;
