import type { FlatHeatmap, StreamDetail, StreamOverview, StreamShard, WhatIfAnswer, WhatIfQuestion } from '@weir/contract';
import { MINUTE_MS, type Scope } from '@weir/domain';
import { z } from 'zod';
import { EstateService } from '../estate/estate-service.js';
import { Log } from '../log.js';
import type { StreamService } from '../streams/stream-service.js';
import { CollectorRig, QUEUES_SELDOM } from './collector-rig.js';
import { type Operator, operatorOf } from './operator.js';

export const START = Date.UTC(2026, 10, 24, 9, 0);
const STEP_SECONDS = 5;

/** The simulator's own account of a stream. */
const streamTruth = z.object({
  shards: z.array(
    z.object({
      shardId: z.string(),
      minutes: z.array(z.tuple([z.number(), z.object({ records: z.number(), bytes: z.number(), rejected: z.number() })])),
    }),
  ),
  keys: z.array(
    z.object({ key: z.string(), shardIds: z.array(z.string()), bytes: z.number(), byteShare: z.number(), recordShare: z.number() }),
  ),
});

/** A collector on virtual time that samples every stream unless told otherwise, and the read side beside it. */
export class StreamRig {
  #estate: EstateService | undefined;

  private constructor(readonly rig: CollectorRig) {}

  /**
   * @param scenario of the simulator
   * @param settings as in `weir.yaml`
   * @param scopes what Weir watches of the company; null: all of it
   */
  static async start(
    scenario: string,
    settings: { readonly cadence?: object; readonly streams?: object } = {},
    scopes: readonly Scope[] | null = null,
  ): Promise<StreamRig> {
    const usual = { cloudwatch: { backfillDays: 0 }, streams: { sample: [{ stream: '*' }] } };
    const cadence = { ...QUEUES_SELDOM, ...settings.cadence };
    return new StreamRig(await CollectorRig.start(scenario, START, { ...usual, ...settings, cadence }, scopes));
  }

  get now(): number {
    return this.rig.now;
  }

  /** @param stepSeconds between ticks of the collector; the server has one a second */
  async advance(minutes: number, stepSeconds = STEP_SECONDS): Promise<void> {
    await this.rig.advance(minutes, stepSeconds);
  }

  /** From now on the simulated company is in this scenario. */
  async set(scenario: string): Promise<void> {
    await this.rig.simulator.admin('POST', 'scenario', { name: scenario });
  }

  async list(): Promise<readonly StreamOverview[]> {
    return (await this.#streams()).list();
  }

  async detail(name: string): Promise<StreamDetail> {
    return (await this.#streams()).detail((await this.#named(name)).resource);
  }

  async shards(name: string): Promise<readonly StreamShard[]> {
    const { resource } = await this.#named(name);
    return (await (await this.#streams()).shards(resource)).items;
  }

  async whatIf(name: string, question: WhatIfQuestion): Promise<WhatIfAnswer> {
    return (await this.#streams()).whatIf((await this.#named(name)).resource, question);
  }

  async heatmap(name: string, minutes: number): Promise<FlatHeatmap> {
    const { resource } = await this.#named(name);
    const query = { axis: 'hash', metric: 'write', from: this.now - minutes * MINUTE_MS, to: this.now - 4 * MINUTE_MS, step: 60 } as const;
    return (await this.#streams()).heatmap(resource, query);
  }

  async truth({ resource }: StreamDetail, minutes: number): Promise<z.infer<typeof streamTruth>> {
    const query = new URLSearchParams({
      account: resource.accountId,
      region: resource.region,
      stream: resource.name,
      from: String(this.now - minutes * MINUTE_MS),
    });
    return streamTruth.parse(await this.rig.simulator.admin('GET', `truth?${query.toString()}`));
  }

  /** Producers write a key under so many suffixes from now on. */
  async salt({ resource }: StreamDetail, key: string, suffixes: number): Promise<void> {
    const { accountId: account, region, name: stream } = resource;
    await this.rig.simulator.admin('POST', 'salt', { account, region, stream, key, suffixes });
  }

  /** Calls Kinesis as an operator of the stream's account would. */
  async kinesis({ resource }: StreamDetail, operation: string, input: object): Promise<void> {
    await (await this.operator(resource)).call('kinesis', operation, input);
  }

  operator(place: { readonly accountId: string; readonly region: string }): Promise<Operator> {
    return operatorOf(this.rig.simulator, place, this.now);
  }

  /** Ends as kill -9 does, and comes back after some minutes. */
  async restart(minutesAway: number): Promise<void> {
    await this.#estate?.stop();
    this.#estate = undefined;
    await this.rig.crash();
    await this.rig.pass(minutesAway);
    await this.rig.restart();
  }

  async stop(): Promise<void> {
    await this.#estate?.stop();
    await this.rig.stop();
  }

  async #named(name: string): Promise<StreamOverview> {
    const found = (await this.list()).find(({ resource }) => resource.name === name);
    if (!found) throw new Error(`there is no stream ${name}`);
    return found;
  }

  /** Composed anew each time: what people see is what is stored, and notices of the store take real time. */
  async #streams(): Promise<StreamService> {
    await this.#estate?.stop();
    const settings = { mode: 'demo', config: this.rig.config, awsEndpoint: this.rig.simulator.url } as const;
    this.#estate = new EstateService(this.rig.store, settings, new Log('fatal'), () => this.rig.now);
    await this.#estate.start();
    return this.#estate.streams;
  }
}
