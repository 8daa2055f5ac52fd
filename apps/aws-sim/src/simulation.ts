import {
  Credentials,
  drawDrill,
  type DrawnFault,
  estateOf,
  eventTurnTo,
  eventTurnToHealth,
  FaultBoard,
  fanoutTurnTo,
  isEventScenario,
  isFanoutScenario,
  isStreamScenario,
  Quotas,
  turnTo,
  World,
  type HistoryBlueprint,
  type ScenarioName,
} from '@weir/simulator';
import { Clock, type ClockMode } from './clock.js';

export interface SimulationOptions {
  readonly scenario: ScenarioName;
  readonly seed: number;
  readonly clock: { readonly mode: ClockMode; readonly startAt: number | null };
  /** Instead of the scenario's own: tests that look at no past need none. */
  readonly history?: HistoryBlueprint;
}

/** Ticks of all accounts and regions simulated between two looks at the network: some tens of milliseconds. */
const TICKS_AT_A_TIME = 500;

/**
 * One running world with its clock, faults and credentials. A new scenario is a new world at the same instant; one that concerns streams
 * or what passes events on goes on in the same world, so that what was before stays.
 */
export class Simulation {
  readonly clock: Clock;
  readonly faults: FaultBoard;
  readonly quotas = new Quotas();
  scenario: ScenarioName;
  world: World;
  credentials: Credentials;
  /** What a drill's seed has drawn; empty in every other scenario. */
  drawn: readonly DrawnFault[] = [];

  constructor(private readonly options: SimulationOptions) {
    const { seed, clock, scenario } = options;
    this.clock = new Clock(clock.mode, clock.startAt ?? Date.now(), Date.now);
    this.faults = new FaultBoard(seed);
    this.scenario = scenario;
    this.world = this.build(scenario);
    this.credentials = new Credentials(this.world.accounts, seed);
  }

  get seed(): number {
    return this.options.seed;
  }

  /** Sets a scenario while the world runs. */
  change(scenario: ScenarioName): void {
    if (!isStreamScenario(scenario) && !isFanoutScenario(scenario) && !isEventScenario(scenario)) {
      this.restart(scenario);
      return;
    }
    const now = this.clock.now();
    if (isEventScenario(scenario)) this.world.turnEvents(eventTurnTo(scenario, now));
    else if (isEventScenario(this.scenario)) this.world.turnEvents(eventTurnToHealth(now));
    if (isStreamScenario(scenario)) this.world.turn(turnTo(scenario, now));
    if (isFanoutScenario(scenario)) this.world.turnFanout(fanoutTurnTo(scenario, now));
    this.scenario = scenario;
  }

  /** Begins anew: messages put in, queues made, and sessions issued are gone. Faults stay. */
  private restart(scenario: ScenarioName): void {
    this.scenario = scenario;
    this.world = this.build(scenario);
    this.credentials = new Credentials(this.world.accounts, this.seed);
    this.prepare();
  }

  /** Simulates the past in the background, so that the first question about it does not wait; requests that come meanwhile go first. */
  prepare(): void {
    const { world } = this;
    const goOn = (): void => {
      if (world === this.world && world.prepare(this.clock.now(), TICKS_AT_A_TIME)) setImmediate(goOn);
    };
    setImmediate(goOn);
  }

  private build(scenario: ScenarioName): World {
    const startedAt = this.clock.now();
    const drill = scenario === 'drill' ? drawDrill(this.seed, startedAt) : { estate: estateOf(scenario, startedAt), faults: [] };
    const { estate } = drill;
    this.drawn = drill.faults;
    const history = this.options.history ?? estate.history;
    return new World({ estate: { ...estate, history }, seed: this.seed, startedAt });
  }
}
