import type { WeirConfig } from '@weir/contract';
import { MINUTE_MS, regularWindow } from '@weir/domain';

/** What is read by the regular cadence, as far as its minutes are concerned. */
interface Regular {
  /** Oldest minute that is not settled; null: begin with what is recent. */
  readonly provisionalFrom: number | null;
}

export interface RegularGroup<Resource> {
  readonly resources: readonly Resource[];
  readonly from: number;
  readonly to: number;
}

const ALIKE_MS = 45 * MINUTE_MS;

/**
 * Puts together what is read for about the same minutes: what reaches back hours travels apart, so that one straggler does not make the
 * others ask for hours. What has no minute worth asking for is left out.
 */
export function regularGroups<Resource extends Regular>(
  due: readonly Resource[],
  config: WeirConfig,
  now: number,
): readonly RegularGroup<Resource>[] {
  const windows = due.flatMap((resource) => {
    const window = regularWindow(resource.provisionalFrom, config, now);
    return window === null ? [] : [{ resource, ...window }];
  });
  const alike = Map.groupBy(windows, ({ from, to }) => Math.ceil((to - from) / ALIKE_MS));
  return [...alike.values()].map((group) => ({
    resources: group.map(({ resource }) => resource),
    from: Math.min(...group.map(({ from }) => from)),
    to: Math.max(...group.map(({ to }) => to)),
  }));
}
