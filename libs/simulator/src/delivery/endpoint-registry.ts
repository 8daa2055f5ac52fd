import { MINUTE_MS } from '@weir/domain';
import type { EndpointAilment, EndpointBlueprint } from '../estate/topic-blueprint.js';
import { episodeOf, type EpisodeLane } from '../trouble/episodes.js';
import type { Actor } from '../world/timeline.js';
import type { DeliveryOffice } from './delivery-office.js';
import { SimulatedEndpoint, type EndpointState } from './simulated-endpoint.js';

interface Tenant {
  readonly endpoint: SimulatedEndpoint;
  /** How it is when no episode befalls it. */
  usual: EndpointState;
}

/** Everybody who can be delivered to and is nothing the simulated services look into: web servers, mailboxes, phones, functions. */
export class EndpointRegistry implements Actor {
  private readonly tenants = new Map<string, Tenant>();

  constructor(
    endpoints: readonly EndpointBlueprint[],
    private readonly lanes: readonly EpisodeLane<EndpointAilment>[],
    private readonly office: DeliveryOffice,
    private readonly seed: number,
  ) {
    this.turn(endpoints);
  }

  /** From now on endpoints are as drawn; new ones begin to exist. */
  turn(endpoints: readonly EndpointBlueprint[]): void {
    for (const { address, state } of endpoints) {
      const tenant = this.tenants.get(address);
      if (tenant) {
        tenant.usual = state;
        tenant.endpoint.state = state;
      } else this.moveIn(address, state);
    }
  }

  /** Somebody at an address nobody planned, answering. One who is there already stays as he is. */
  welcome(address: string): void {
    if (!this.office.find(address)) this.moveIn(address, { kind: 'answering' });
  }

  /** Addresses of those who exist: whoever was deleted is listed nowhere. */
  get present(): readonly string[] {
    return [...this.tenants].flatMap(([address, { endpoint }]) => (endpoint.state.kind === 'gone' ? [] : [address]));
  }

  /** Episodes begin and end on the minute. */
  tick(now: number): void {
    if (now % MINUTE_MS !== 0) return;
    for (const lane of this.lanes) {
      const episode = episodeOf(lane, now, this.seed);
      for (const { address } of lane.candidates) {
        const tenant = this.tenants.get(address);
        if (!tenant) continue;
        const ill = episode?.address === address && now >= episode.from && now < episode.to;
        tenant.endpoint.state = ill ? episode.state : tenant.usual;
      }
    }
  }

  private moveIn(address: string, state: EndpointState): void {
    const endpoint = new SimulatedEndpoint(address, state, this.seed);
    this.tenants.set(address, { endpoint, usual: state });
    this.office.register(address, endpoint);
  }
}
