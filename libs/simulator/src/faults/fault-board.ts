import { seedOf, uniform } from '../chance/chance.js';
import type { Fault, FaultEffect, ServiceName } from './fault.js';

/** A call as faults see it. */
export interface FaultedCall {
  readonly accountId: string;
  readonly region: string;
  readonly service: ServiceName;
  readonly api: string;
}

/** The faults in force. Shares are drawn from the seed and the number of the draw, so that a sequence of calls fails the same way again. */
export class FaultBoard {
  private faults: readonly Fault[] = [];
  private draws = 0;

  constructor(private readonly seed: number) {}

  get inForce(): readonly Fault[] {
    return this.faults;
  }

  replace(faults: readonly Fault[]): void {
    this.faults = faults;
    this.draws = 0;
  }

  /** The effects that befall this call, in the order they were set. Effects of single results are left out: see `resultStatus`. */
  befall(call: FaultedCall): readonly FaultEffect[] {
    return this.matching(call).flatMap(({ id, effect }) => {
      if (effect.kind === 'result-status') return [];
      return !('share' in effect) || this.drawn(id, effect.share) ? [effect] : [];
    });
  }

  /** The status a single result of GetMetricData takes instead of its data; null: none. */
  resultStatus(call: FaultedCall): 'InternalError' | 'Forbidden' | null {
    for (const { id, effect } of this.matching(call)) {
      if (effect.kind === 'result-status' && this.drawn(id, effect.share)) return effect.status;
    }
    return null;
  }

  private matching(call: FaultedCall): readonly Fault[] {
    return this.faults.filter(
      ({ match }) =>
        (match.accountId ?? call.accountId) === call.accountId &&
        (match.region ?? call.region) === call.region &&
        (match.service ?? call.service) === call.service &&
        (match.api ?? call.api) === call.api,
    );
  }

  private drawn(id: string, share: number): boolean {
    return share >= 1 || uniform(seedOf(this.seed, id), this.draws++) < share;
  }
}
