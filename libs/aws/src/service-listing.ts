import type { ListedService, ResourceKind } from '@weir/contract';
import type { AwsFailure } from './failure.js';

/** A call that failed while a service was listed. */
export interface ListingProblem {
  readonly error: AwsFailure;
  /** Kinds of which there may be more than was seen; empty: only settings are missing. */
  readonly hides: readonly ResourceKind[];
}

/** How completely a service was seen. */
export interface ServiceListing {
  readonly service: ListedService;
  /** Whether all there is was seen. False without a problem: not everything had its turn yet. */
  readonly whole: boolean;
  /** Each call that failed once, however many resources it was refused for. */
  readonly problems: readonly ListingProblem[];
}

/** What the failures of a discovery say of one service. */
export function serviceListing(
  service: ListedService,
  whole: boolean,
  failures: readonly (ListingProblem & { readonly service: ListedService })[],
): ServiceListing {
  const problems = new Map<string, ListingProblem>();
  for (const failure of failures) {
    if (failure.service !== service) continue;
    const key = `${failure.error.kind} ${failure.error.action}`;
    const { error, hides } = problems.get(key) ?? { error: failure.error, hides: [] };
    problems.set(key, { error, hides: [...new Set([...hides, ...failure.hides])] });
  }
  return { service, whole, problems: [...problems.values()] };
}
