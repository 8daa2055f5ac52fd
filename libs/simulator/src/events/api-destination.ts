import type { Outcome, Parcel } from '../delivery/parcel.js';
import { SimulatedEndpoint, type EndpointState } from '../delivery/simulated-endpoint.js';
import type { Answers, ApiDestinationBlueprint } from '../estate/event-blueprint.js';
import { TICK_MS, TICK_SECONDS } from '../traffic/tick.js';
import { apiDestinationArn } from '../world/arn.js';

/** An HTTP endpoint of a partner, called no faster than it was set up for. */
export class SimulatedApiDestination {
  readonly arn: string;
  private readonly endpoint: SimulatedEndpoint;
  private calledIn = 0;
  private tickEnd = 0;

  constructor(
    private drawn: ApiDestinationBlueprint,
    readonly createdAt: number,
    worldSeed: number,
  ) {
    this.arn = apiDestinationArn(drawn);
    this.endpoint = new SimulatedEndpoint(this.arn, stateFor(drawn.answers), worldSeed);
  }

  get blueprint(): ApiDestinationBlueprint {
    return this.drawn;
  }

  redraw(blueprint: ApiDestinationBlueprint): void {
    this.drawn = blueprint;
    this.endpoint.state = stateFor(blueprint.answers);
  }

  /** Calls that may still be made in the tick of `now`. */
  roomAt(now: number): number {
    const tickEnd = Math.ceil(now / TICK_MS) * TICK_MS;
    if (tickEnd !== this.tickEnd) {
      this.tickEnd = tickEnd;
      this.calledIn = 0;
    }
    return Math.max(0, Math.floor(this.drawn.perSecond * TICK_SECONDS) - this.calledIn);
  }

  call(parcel: Parcel, now: number): Outcome {
    this.calledIn += parcel.count;
    return this.endpoint.take(parcel, now);
  }
}

/** How somebody outside is to answer. */
export function stateFor(answers: Answers): EndpointState {
  switch (answers.kind) {
    case 'well':
      return { kind: 'answering' };
    case 'failing':
      return answers;
    case 'throttling':
      return { kind: 'throttled', perSecond: answers.perSecond };
    case 'refusing':
      return answers;
  }
}
