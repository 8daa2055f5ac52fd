import type { Scope } from '@weir/domain';

/**
 * Where the simulated company works. Watching a part of it costs a part of the time and proves the same of whatever is alike
 * everywhere; each file has a test that watches all of it.
 */
export const SHOP_EU: Scope = { accountId: '111122223333', region: 'eu-west-1' };
export const SHOP_US: Scope = { accountId: '111122223333', region: 'us-east-1' };
export const MEDIA_EU: Scope = { accountId: '444455556666', region: 'eu-west-1' };
export const MEDIA_US: Scope = { accountId: '444455556666', region: 'us-east-1' };

/** Small places in both accounts and both regions. */
export const TWO_PLACES: readonly Scope[] = [SHOP_US, MEDIA_EU];
