import { SimulatedEndpoint } from '../delivery/simulated-endpoint.js';
import type { EventPlaneBlueprint, QueueMappingBlueprint } from '../estate/event-blueprint.js';
import { FunctionRegistry } from '../functions/function-registry.js';
import { PipeRegistry } from '../pipes/pipe-registry.js';
import { SimulatedScheduleGroup } from '../schedules/schedule-group.js';
import type { StreamRegistry } from '../streams/stream-registry.js';
import type { Actor } from '../world/timeline.js';
import { stateFor } from './api-destination.js';
import { BusRegistry } from './bus-registry.js';
import { bornAt, here, isRecorded, keptMinutes, type Surroundings } from './surroundings.js';

/** All that passes events in one account and region: buses, pipes, schedules, and the functions they invoke. */
export class EventPlane implements Actor {
  readonly buses: BusRegistry;
  readonly pipes: PipeRegistry;
  readonly functions: FunctionRegistry;
  readonly scheduleGroups = new Map<string, SimulatedScheduleGroup>();
  queueMappings: readonly QueueMappingBlueprint[] = [];
  private readonly outsiders = new Map<string, SimulatedEndpoint>();

  constructor(
    private readonly surroundings: Surroundings,
    streams: StreamRegistry,
  ) {
    this.buses = new BusRegistry(surroundings);
    this.pipes = new PipeRegistry(surroundings, streams);
    this.functions = new FunctionRegistry(surroundings);
  }

  /** From `now` on all is as drawn; what people made by themselves stays. */
  redraw(plane: EventPlaneBlueprint, now: number): void {
    const { surroundings } = this;
    this.functions.redraw(here(surroundings, plane.functions), now);
    this.buses.redraw(plane, now);
    this.pipes.redraw(here(surroundings, plane.pipes), now);
    for (const drawn of here(surroundings, plane.scheduleGroups)) {
      const known = this.scheduleGroups.get(drawn.name);
      if (known) known.redraw(drawn);
      else {
        const group = new SimulatedScheduleGroup(drawn, bornAt(surroundings, now), surroundings.office, keptMinutes(surroundings));
        this.scheduleGroups.set(drawn.name, group);
      }
    }
    this.queueMappings = here(surroundings, plane.queueMappings);
    this.drawOutsiders(plane);
  }

  tick(now: number, endsMinute: boolean): void {
    this.pipes.tick(now, endsMinute);
    this.buses.tick(now, endsMinute);
    this.functions.tick(now, endsMinute);
    if (!endsMinute) return;
    this.buses.closeMinute(now);
    for (const group of this.scheduleGroups.values()) group.closeMinute(now, isRecorded(this.surroundings, now));
    this.pipes.closeMinute(now);
  }

  /** Those of the account whose rules reach them: nobody else knows them. */
  private drawOutsiders({ outsiders }: EventPlaneBlueprint): void {
    const { scope, office, seed } = this.surroundings;
    for (const { arn, answers } of outsiders) {
      const [, , , region, accountId] = arn.split(':');
      if (region !== scope.region || accountId !== scope.accountId) continue;
      const known = this.outsiders.get(arn);
      if (known) known.state = stateFor(answers);
      else {
        const endpoint = new SimulatedEndpoint(arn, stateFor(answers), seed);
        this.outsiders.set(arn, endpoint);
        office.register(arn, endpoint);
      }
    }
  }
}
