import { roundByChance, seedOf, uniform } from '../chance/chance.js';
import { TICK_MS, TICK_SECONDS } from '../traffic/tick.js';
import type { Destination } from './destination.js';
import { delivered, refused, type Outcome, type Parcel } from './parcel.js';

/** How an endpoint answers. */
export type EndpointState =
  | { readonly kind: 'answering' }
  /** `share` of the attempts fail on its side, 0 to 1. `statusCode`: 500 or above. */
  | { readonly kind: 'failing'; readonly share: number; readonly statusCode: number }
  /** It takes so many a second; the rest is told to come again. */
  | { readonly kind: 'throttled'; readonly perSecond: number }
  /** It answers, and what it says is no. */
  | { readonly kind: 'refusing'; readonly statusCode: 400 | 401 | 403 | 404 }
  /** It was deleted. */
  | { readonly kind: 'gone' };

/** Somebody outside the simulated services who can be delivered to: a web server, a mailbox, a phone, a function nobody looks into. */
export class SimulatedEndpoint implements Destination {
  private readonly seed: number;
  private attempts = 0;
  /** Of the tick that ends at `tickEnd`. */
  private taken = 0;
  private tickEnd = 0;

  constructor(
    readonly address: string,
    /** May change while the world runs. */
    public state: EndpointState,
    worldSeed: number,
  ) {
    this.seed = seedOf(worldSeed, address);
  }

  take({ count }: Parcel, now: number): Outcome {
    const { state } = this;
    switch (state.kind) {
      case 'answering':
        return delivered(count);
      case 'gone':
        return refused(count, { reason: 'missing', statusCode: 404, message: `${this.address} does not exist` });
      case 'refusing': {
        const reason = state.statusCode === 401 || state.statusCode === 403 ? 'permission-denied' : 'rejected';
        return refused(count, { reason, statusCode: state.statusCode, message: `The endpoint answered ${state.statusCode}` });
      }
      case 'failing': {
        const failed = roundByChance(count * state.share, uniform(this.seed, Math.floor(now / 1000), ++this.attempts));
        if (failed === 0) return delivered(count);
        const failure = {
          reason: 'server-error',
          statusCode: state.statusCode,
          message: `The endpoint answered ${state.statusCode}`,
        } as const;
        return { delivered: count - failed, retryable: failed, permanent: 0, failure };
      }
      case 'throttled': {
        const room = this.roomAt(now, state.perSecond * TICK_SECONDS);
        const taken = Math.min(count, room);
        this.taken += taken;
        if (taken === count) return delivered(count);
        const failure = { reason: 'throttled', statusCode: 429, message: 'Rate exceeded' } as const;
        return { delivered: taken, retryable: count - taken, permanent: 0, failure };
      }
    }
  }

  private roomAt(now: number, capacity: number): number {
    const tickEnd = Math.ceil(now / TICK_MS) * TICK_MS;
    if (tickEnd !== this.tickEnd) {
      this.tickEnd = tickEnd;
      this.taken = 0;
    }
    return Math.max(0, Math.floor(capacity) - this.taken);
  }
}
