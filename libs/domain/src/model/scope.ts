import type { ResourceId } from '@weir/contract';
import { sha256 } from '@noble/hashes/sha2.js';

/** An account in a region: the unit in which AWS grants, throttles and bills. */
export interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** `111122223333/eu-west-1`: a key for maps and for rows. */
export type ScopeKey = `${string}/${string}`;

export const scopeKey = (scope: Scope): ScopeKey => `${scope.accountId}/${scope.region}`;

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * The id of a resource: 80 bits of SHA-256 over its ARN as 16 characters of base 32. Derived rather than drawn, so that a queue
 * deleted and created again keeps its history and a copied link survives a new database.
 */
export function resourceIdOf(arn: string): ResourceId {
  const digest = sha256(new TextEncoder().encode(arn));
  let bits = 0n;
  for (const byte of digest.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  let id = '';
  for (let shift = 75n; shift >= 0n; shift -= 5n) id += BASE32[Number((bits >> shift) & 31n)] ?? '';
  return id as ResourceId;
}
