import type { WeirConfig } from '@weir/contract';

export type SampleEntry = WeirConfig['streams']['sample'][number];

interface Named {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
}

/**
 * The first entry of the configuration that names this stream for sampling: by its name, or by a beginning that ends in `*`, in one account
 * or region where the entry says so; null: none does.
 */
export function sampleEntryOf({ sample }: Pick<WeirConfig['streams'], 'sample'>, { name, accountId, region }: Named): SampleEntry | null {
  const entry = sample.find(
    ({ stream, ...place }) =>
      (place.account === undefined || place.account === accountId) &&
      (place.region === undefined || place.region === region) &&
      (stream.endsWith('*') ? name.startsWith(stream.slice(0, -1)) : stream === name),
  );
  return entry ?? null;
}

/** Whether the configuration names this stream for sampling. */
export const isSampled = (streams: Pick<WeirConfig['streams'], 'sample'>, stream: Named): boolean =>
  sampleEntryOf(streams, stream) !== null;
