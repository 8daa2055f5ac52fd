import { MINUTE_MS, readSchedule } from '@weir/domain';
import type { ArchiveBlueprint, BusBlueprint, ConnectionBlueprint, EventPlaneBlueprint, RuleBlueprint } from '../estate/event-blueprint.js';
import { apiDestinationArn } from '../world/arn.js';
import { SimulatedApiDestination } from './api-destination.js';
import { EventCourier } from './event-courier.js';
import { sampleOf } from './event-sample.js';
import { Producers } from './producers.js';
import { SimulatedBus } from './simulated-bus.js';
import { SimulatedRule, type RuleSettings } from './simulated-rule.js';
import { bornAt, here, isRecorded, keptMinutes, placeOf, type Surroundings } from './surroundings.js';

export const DEFAULT_BUS = 'default';

/** The buses of one account in one region with their rules, and those who put events on them. */
export class BusRegistry {
  readonly buses = new Map<string, SimulatedBus>();
  /** By ARN. */
  readonly apiDestinations = new Map<string, SimulatedApiDestination>();
  archives: readonly ArchiveBlueprint[] = [];
  connections: readonly ConnectionBlueprint[] = [];
  private readonly producers: Producers;
  private readonly courier: EventCourier;
  private eventsNumbered = 0;
  private drawnRules: readonly SimulatedRule[] = [];
  private readonly schedules = new Map<string, ReturnType<typeof readSchedule>>();

  constructor(private readonly surroundings: Surroundings) {
    const { scope, office, buses, seed, recordFrom } = surroundings;
    this.producers = new Producers(scope, seed);
    this.courier = new EventCourier(scope.accountId, office, buses, this.apiDestinations);
    const theDefault = { ...placeOf(surroundings, DEFAULT_BUS), description: '', policy: null, deadLetterArn: null, tags: {} };
    this.open(theDefault, recordFrom);
  }

  get ruleCount(): number {
    return [...this.buses.values()].reduce((total, { rules }) => total + rules.size, 0);
  }

  /** From `now` on all is as drawn; rules that people made by themselves stay. */
  redraw(plane: EventPlaneBlueprint, now: number): void {
    const { surroundings } = this;
    for (const drawn of here(surroundings, plane.buses)) this.drawBus(drawn, now);
    for (const drawn of here(surroundings, plane.apiDestinations)) {
      const arn = apiDestinationArn(drawn);
      const known = this.apiDestinations.get(arn);
      if (known) known.redraw(drawn);
      else this.apiDestinations.set(arn, new SimulatedApiDestination(drawn, bornAt(surroundings, now), surroundings.seed));
    }
    this.archives = here(surroundings, plane.archives);
    this.connections = here(surroundings, plane.connections);
    this.drawRules(here(surroundings, plane.rules));
    this.producers.redraw(here(surroundings, plane.producers));
  }

  tick(now: number, endsMinute: boolean): void {
    // What has waited goes first, or a target that takes too little would never see it.
    for (const bus of this.buses.values()) for (const rule of bus.rules.values()) rule.tick(now);
    for (const bus of this.buses.values()) bus.tick(now);
    this.producers.tick(now, (name) => this.buses.get(name));
    if (!endsMinute) return;
    for (const bus of this.buses.values()) for (const rule of bus.rules.values()) this.runIfDue(rule, now);
  }

  closeMinute(now: number): void {
    const record = isRecorded(this.surroundings, now);
    for (const bus of this.buses.values()) bus.closeMinute(now, record);
  }

  /** Events put through the API are numbered: their names follow from that. */
  numberEvent(): number {
    return ++this.eventsNumbered;
  }

  /** A rule of that name on the bus; made anew when there is none. The caller has checked the settings. */
  putRule(bus: SimulatedBus, name: string, settings: RuleSettings): SimulatedRule {
    const known = bus.rules.get(name);
    if (known) {
      known.change(settings);
      bus.rulesChanged();
      return known;
    }
    const place = { ...placeOf(this.surroundings, name), bus: bus.place.name };
    const rule = new SimulatedRule(place, settings, this.courier, this.surroundings.seed, keptMinutes(this.surroundings));
    bus.addRule(rule);
    return rule;
  }

  private runIfDue(rule: SimulatedRule, now: number): void {
    const { scheduleExpression, state } = rule.settings;
    if (scheduleExpression === null || state !== 'ENABLED') return;
    let schedule = this.schedules.get(scheduleExpression);
    if (schedule === undefined) this.schedules.set(scheduleExpression, (schedule = readSchedule(scheduleExpression)));
    if (!schedule?.isDue(now - MINUTE_MS)) return;
    const { accountId: account, region } = rule.place;
    const facts = { account, region, source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [rule.arn] };
    rule.run({ sample: sampleOf(facts), count: 1, ingestedAt: now }, now);
  }

  private open(drawn: BusBlueprint, now: number): void {
    const { description, policy, deadLetterArn, tags, name } = drawn;
    const createdAt = bornAt(this.surroundings, now);
    const settings = { description, policy, deadLetterArn, createdAt, modifiedAt: createdAt };
    const bus = new SimulatedBus(placeOf(this.surroundings, name), settings, keptMinutes(this.surroundings));
    for (const [key, value] of Object.entries(tags)) bus.tags.set(key, value);
    this.buses.set(name, bus);
    this.surroundings.buses.set(bus.arn, bus);
  }

  private drawBus(drawn: BusBlueprint, now: number): void {
    const bus = this.buses.get(drawn.name);
    if (!bus) {
      this.open(drawn, now);
      return;
    }
    const { policy, description, deadLetterArn } = drawn;
    const modifiedAt = bus.settings.policy === policy ? bus.settings.modifiedAt : now;
    Object.assign(bus.settings, { policy, description, deadLetterArn, modifiedAt });
    for (const [key, value] of Object.entries(drawn.tags)) bus.tags.set(key, value);
  }

  private drawRules(rules: readonly RuleBlueprint[]): void {
    const drawn = rules.flatMap((blueprint) => {
      const bus = this.buses.get(blueprint.bus);
      if (!bus) return [];
      const { name, description, eventPattern, scheduleExpression, state, managedBy, targets, tags } = blueprint;
      const rule = this.putRule(bus, name, { description, eventPattern, scheduleExpression, state, managedBy });
      rule.aim(targets);
      for (const [key, value] of Object.entries(tags)) rule.tags.set(key, value);
      return [rule];
    });
    for (const rule of this.drawnRules) if (!drawn.includes(rule)) this.buses.get(rule.place.bus)?.removeRule(rule.place.name);
    this.drawnRules = drawn;
  }
}
