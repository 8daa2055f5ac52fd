import { setTimeout } from 'node:timers/promises';
import { createAwsAccess, type AwsAccess, type ScopeReader } from '@weir/aws';
import { type AccountConfig, weirConfig, type WeirConfig } from '@weir/contract';
import type { CatalogueQueue, Scope } from '@weir/domain';
import { openStore, type Store } from '@weir/store';
import { Log } from '../log.js';
import { CallMeter } from '../pipeline/call-meter.js';
import { Collector } from '../pipeline/collector.js';
import { SelfMetrics } from '../self-metrics.js';
import { freshDatabase, killDatabaseServer } from './fresh-database.js';
import { seeded } from './seeded.js';
import { SHORT_HISTORY_DAYS, type SimulatorProcess, startSimulator } from './simulator-process.js';
import { TrueDepths } from './true-depths.js';

/** Cadence for tests that are not about queues, each of which costs a call every 15 s. */
export const QUEUES_SELDOM = { liveBusySeconds: 600, liveIdleSeconds: 600 } as const;

/** Collector, store and simulator on one virtual clock: an hour passes in seconds, and what was stored can be compared with the truth. */
export class CollectorRig {
  now: number;
  collector: Collector;
  readonly config: WeirConfig;
  #aws: AwsAccess;
  #depths: TrueDepths | undefined;
  #standBy: { readonly collector: Collector; readonly aws: AwsAccess; readonly store: Store } | undefined;

  private constructor(
    readonly simulator: SimulatorProcess,
    public store: Store,
    readonly url: string,
    startAt: number,
    settings: object,
    scopes: readonly Scope[] | null,
  ) {
    this.now = startAt;
    this.config = weirConfig.parse({ ...settings, accounts: watchedAccounts(simulator.accounts, scopes) });
    [this.collector, this.#aws] = this.#newCollector(this.store);
  }

  /**
   * @param settings of `weir.yaml`, without accounts
   * @param scopes what Weir watches of the company; null: all of it
   */
  static async start(
    scenario: string,
    startAt: number,
    settings: object = {},
    scopes: readonly Scope[] | null = null,
    seed = 1,
  ): Promise<CollectorRig> {
    const { cloudwatch } = weirConfig.parse({ ...settings, accounts: [] });
    const [simulator, url] = await Promise.all([
      startSimulator(scenario, startAt, cloudwatch.backfillDays + SHORT_HISTORY_DAYS, seed),
      freshDatabase(),
    ]);
    const store = await openRigStore(url);
    const rig = new CollectorRig(simulator, store, url, startAt, settings, scopes);
    await rig.collector.prepare();
    return rig;
  }

  #newCollector(store: Store): [Collector, AwsAccess] {
    const metrics = new SelfMetrics();
    const meter = new CallMeter(this.config.prices, metrics);
    const aws = createAwsAccess({
      accounts: this.config.accounts,
      endpoint: this.simulator.url,
      credentials: () => Promise.resolve(this.simulator.credentials),
      deliveryLogGroups: this.config.fanout.deliveryLogs.groups,
      now: () => this.now,
      random: Math.random,
      // Virtual time does not pass while calls wait for their turn.
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
      onCall: (call) => {
        meter.count(call);
      },
    });
    const settings = { mode: 'demo' as const, config: this.config, awsEndpoint: this.simulator.url };
    const log = new Log(process.env['WEIR_TEST_LOG'] ?? 'fatal');
    return [
      new Collector({ store, aws, settings, log, metrics, meter, now: () => this.now, watched: () => new Set(), random: seeded() }),
      aws,
    ];
  }

  /** Asks AWS beside the collector, as it would. */
  reader(scope: Scope): ScopeReader {
    return this.#aws.scope(scope);
  }

  /** The queues that are known and not deleted. */
  async queues(): Promise<readonly CatalogueQueue[]> {
    return (await this.store.catalogue.list()).flatMap((entry) => (entry.kind === 'queue' && entry.deletedAt === null ? [entry] : []));
  }

  /** Begins to note what the queues known by now truly hold. */
  async watchDepths(): Promise<TrueDepths> {
    this.#depths = new TrueDepths(this.simulator, await this.queues());
    return this.#depths;
  }

  /** Lets time pass, in steps of ten ticks of the collector unless told otherwise. */
  async advance(minutes: number, stepSeconds = 10): Promise<void> {
    const until = this.now + minutes * 60_000;
    while (this.now < until) {
      this.now += stepSeconds * 1000;
      await this.simulator.admin('POST', 'clock', { mode: 'manual', now: this.now });
      await this.#depths?.note(this.now);
      for (const collector of [this.collector, ...(this.#standBy ? [this.#standBy.collector] : [])]) {
        collector.tick();
        await collector.idle();
      }
    }
  }

  /** Lets time pass with no collector running. */
  async pass(minutes: number): Promise<void> {
    this.now += minutes * 60_000;
    await this.simulator.admin('POST', 'clock', { mode: 'manual', now: this.now });
  }

  /** Ends the collector and its connections without a word, as kill -9 does. */
  async crash(): Promise<void> {
    this.#aws.close();
    await this.store.close();
    await this.collector.idle();
  }

  async restart(): Promise<void> {
    this.store = await openRigStore(this.url);
    [this.collector, this.#aws] = this.#newCollector(this.store);
    await this.collector.prepare();
  }

  /** Starts a second collector, which ticks beside the first. */
  async addStandBy(): Promise<void> {
    const store = await openRigStore(this.url);
    const [collector, aws] = this.#newCollector(store);
    await collector.prepare();
    this.#standBy = { collector, aws, store };
  }

  /** The first collector ends as in `crash`; the second is the only one from now on. */
  async crashToStandBy(): Promise<void> {
    if (!this.#standBy) throw new Error('there is no second collector');
    await this.crash();
    ({ collector: this.collector, aws: this.#aws, store: this.store } = this.#standBy);
    this.#standBy = undefined;
  }

  /** Kills the database while `work` goes on; it comes back by itself. */
  async killPostgresDuring(work: () => Promise<void>): Promise<void> {
    const busy = work();
    await killDatabaseServer();
    await busy;
    for (let attempt = 0; attempt < 100; attempt += 1) {
      try {
        await this.store.ping();
        return;
      } catch {
        await setTimeout(100);
      }
    }
    throw new Error('the database did not come back');
  }

  async stop(): Promise<void> {
    await this.collector.stop();
    this.#aws.close();
    await this.store.close();
    await this.simulator.stop();
  }
}

function watchedAccounts(accounts: readonly AccountConfig[], scopes: readonly Scope[] | null): readonly AccountConfig[] {
  if (scopes === null) return accounts;
  const regionsOf = (id: string) => scopes.flatMap(({ accountId, region }) => (accountId === id ? [region] : []));
  return accounts.map((account) => ({ ...account, regions: regionsOf(account.id) })).filter(({ regions }) => regions.length > 0);
}

/** A database that is killed is part of these tests: what the pool says of it is not news. */
const openRigStore = (url: string): Promise<Store> => openStore({ url, onProblem: () => undefined });
