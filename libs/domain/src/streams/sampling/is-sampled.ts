import type { WeirConfig } from '@weir/contract';

/**
 * Whether the configuration names this stream for sampling: by its name, or by a beginning that ends in `*`, in one account or region
 * where the entry says so.
 */
export function isSampled(
  { sample }: Pick<WeirConfig['streams'], 'sample'>,
  { name, accountId, region }: { readonly name: string; readonly accountId: string; readonly region: string },
): boolean {
  return sample.some(
    (entry) =>
      (entry.account === undefined || entry.account === accountId) &&
      (entry.region === undefined || entry.region === region) &&
      (entry.stream.endsWith('*') ? name.startsWith(entry.stream.slice(0, -1)) : entry.stream === name),
  );
}
