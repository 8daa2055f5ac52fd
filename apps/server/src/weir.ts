import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createAwsAccess, type AwsAccess } from '@weir/aws';
import { secretReader } from '@weir/notify';
import { migrate, openStore, startPostgres, type Store } from '@weir/store';
import type { RequestHandler } from 'express';
import { ApiServer } from './api-server.js';
import type { Environment } from './config/environment.js';
import type { Settings } from './config/settings.js';
import { StartupError } from './config/startup-error.js';
import { resolveSettings } from './config/resolve-settings.js';
import type { DemoSimulator } from './demo/demo-simulator.js';
import { DeadLetterService } from './dead-letters/dead-letter-service.js';
import { EstateService } from './estate/estate-service.js';
import type { Log } from './log.js';
import { openChannels } from './notifications/channels.js';
import { IncidentSource } from './notifications/incident-source.js';
import { NotificationService } from './notifications/notification-service.js';
import { Notifier, type NotifierParts } from './notifications/notifier.js';
import { slackActions } from './notifications/slack-actions.js';
import { CallMeter } from './pipeline/call-meter.js';
import { Collector } from './pipeline/collector.js';
import { failureGroupOf } from './redrive/failure-groups.js';
import { RedriveKeeper } from './redrive/redrive-keeper.js';
import { redriveService } from './redrive/open-redrives.js';
import { SelfMetrics } from './self-metrics.js';

/** What went wrong by the code of the socket or of PostgreSQL, and what to do. */
const DATABASE_REFUSALS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there: start PostgreSQL, or correct host and port.',
  ENOTFOUND: 'Its host is not known: correct the name.',
  ETIMEDOUT: 'It does not answer: check host, port and firewall.',
  '28P01': 'It refuses the password: correct user and password.',
  '28000': 'It refuses the user: correct the user, or let it in (pg_hba.conf).',
  '3D000': 'It has no such database: create it, or correct its name.',
  '42501': 'The user may not create tables there: grant it the schema.',
};

function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause);
}

/**
 * One Weir process: Postgres when it keeps its own, the simulator when it runs the demo, and the roles it was given. What is started
 * is stopped in the opposite order, also when a later part fails to start.
 */
export class Weir {
  readonly #stops: (() => Promise<void>)[] = [];

  constructor(
    private readonly environment: Environment,
    private readonly log: Log,
  ) {}

  async start(): Promise<void> {
    try {
      await this.#startParts();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (let stop = this.#stops.pop(); stop; stop = this.#stops.pop()) {
      try {
        await stop();
      } catch (error) {
        this.log.error({ error }, 'a part did not stop cleanly');
      }
    }
  }

  async #startParts(): Promise<void> {
    const { environment, log } = this;
    const metrics = new SelfMetrics();
    const [store, { settings, simulator }] = await Promise.all([this.#openStore(), this.#settle()]);
    const { home } = environment;
    const estate = new EstateService(store, settings, log, Date.now, home);
    const meter = new CallMeter(settings.config.prices, metrics);
    const aws = this.#openAws(settings, simulator, (call) => {
      meter.count(call);
    });
    const channels = openChannels(settings.config.channels, {
      environment: process.env,
      now: Date.now,
      publish: (message) => aws.scope(scopeOfTopic(message.topicArn)).publish(message),
    });
    if (environment.roles.has('api') || channels.size > 0) {
      await estate.start();
      this.#stops.push(() => estate.stop());
    }
    const { notifications: config } = settings.config;
    if (channels.size > 0)
      await this.#startNotifier({ store, incidents: new IncidentSource(estate), channels, config, log, now: Date.now });
    const redrives = redriveService({ store, estate, aws, settings, log });
    if (environment.roles.has('api')) {
      const notifications = new NotificationService({ store, channels, config, log, now: Date.now });
      const api = new ApiServer({
        environment,
        store,
        estate,
        log,
        metrics,
        notifications,
        redrives,
        deadLetters: new DeadLetterService({ estate, aws, log }),
        slackActions: slackActionsOf(settings, estate, store, log),
      });
      this.#stops.push(() => api.stop());
      const url = await api.start();
      announce(url, settings, await api.firstRunPath());
    }
    if (environment.roles.has('collector')) {
      const watched = () => estate.views.watchedIds();
      const collector = new Collector({ store, aws, settings, log, metrics, meter, now: Date.now, watched });
      this.#stops.push(() => collector.stop());
      await collector.start();
      const keeper = new RedriveKeeper({
        ...{ store, aws, groupOf: failureGroupOf, home, log, now: Date.now },
        onEnd: (id) => redrives.tellEnd(id),
      });
      this.#stops.push(() => keeper.stop());
      await keeper.start();
    }
  }

  async #startNotifier(parts: NotifierParts): Promise<void> {
    const notifier = new Notifier(parts);
    this.#stops.push(() => notifier.stop());
    try {
      await notifier.start();
    } catch (error) {
      if (codeOf(error) !== '42501') throw error;
      throw new StartupError(
        'The queue of messages to people cannot be set up in the database',
        'Its user may not create the schema weir_jobs: grant it CREATE on the database, or take the channels out of weir.yaml.',
      );
    }
  }

  async #openStore(): Promise<Store> {
    const { databaseUrl, home } = this.environment;
    let url = databaseUrl;
    if (url === undefined) {
      await mkdir(home, { recursive: true });
      const postgres = await startPostgres({
        home: join(home, 'postgres'),
        log: (line) => {
          this.log.debug({ line }, 'postgres');
        },
      });
      this.#stops.push(() => postgres.stop());
      url = postgres.url;
    }
    const applied = await this.#migrate(url);
    if (applied.length > 0) this.log.info({ applied }, 'database migrated');
    const store = await openStore({
      url,
      onProblem: (error) => {
        this.log.warn({ error }, 'trouble with the database');
      },
    });
    this.#stops.push(() => store.close());
    return store;
  }

  /** @throws {StartupError} when an external database does not let Weir in */
  async #migrate(url: string): Promise<readonly string[]> {
    try {
      return await migrate(url);
    } catch (error) {
      const refusal = this.environment.databaseUrl === undefined ? undefined : DATABASE_REFUSALS[codeOf(error) ?? ''];
      if (refusal === undefined) throw error;
      throw new StartupError('The database of DATABASE_URL cannot be used', refusal);
    }
  }

  async #settle(): Promise<{ settings: Settings; simulator: DemoSimulator | null }> {
    const resolved = await resolveSettings(this.environment, (line) => {
      this.log.info({ line }, 'simulator');
    });
    const { simulator } = resolved;
    if (simulator) this.#stops.push(() => simulator.stop());
    return resolved;
  }

  #openAws(settings: Settings, simulator: DemoSimulator | null, onCall: Parameters<typeof createAwsAccess>[0]['onCall']): AwsAccess {
    const aws = createAwsAccess({
      accounts: settings.config.accounts,
      endpoint: settings.awsEndpoint,
      now: Date.now,
      random: Math.random,
      onCall,
      deliveryLogGroups: settings.config.fanout.deliveryLogs.groups,
      // The demo's own keys; real ones come from the SDK's chain.
      ...(simulator && { credentials: () => Promise.resolve(simulator.credentials) }),
    });
    this.#stops.push(async () => {
      aws.close();
      await Promise.resolve();
    });
    return aws;
  }
}

function announce(url: string, settings: Settings, firstRunPath: string | null): void {
  const what =
    settings.mode === 'demo'
      ? 'showing the demo: a simulated company, no AWS account is read'
      : `watching ${settings.config.accounts.map(({ name, regions }) => `${name} (${regions.join(', ')})`).join(', ')}`;
  process.stdout.write(`\nWeir is ${what}\n\n  ${url}\n\n`);
  if (firstRunPath !== null)
    process.stdout.write(
      `Nobody can sign in yet. Choose a name and a password within 24 hours; this works once:\n\n  ${url}${firstRunPath}\n\n`,
    );
}

/** `arn:partition:sns:region:account:name`. */
function scopeOfTopic(arn: string): { readonly region: string; readonly accountId: string } {
  const [, , , region = '', accountId = ''] = arn.split(':');
  return { region, accountId };
}

/** undefined: no channel has a button. */
function slackActionsOf({ config }: Settings, { triage }: EstateService, store: Store, log: Log): RequestHandler | undefined {
  const signingSecrets = Object.values(config.channels).flatMap((channel) =>
    channel.kind === 'slack' ? (channel.signingSecret ?? []) : [],
  );
  if (signingSecrets.length === 0) return undefined;
  return slackActions({
    ...{ signingSecrets, log, readSecret: secretReader(process.env), now: Date.now },
    acknowledge: async (id, by, requestId) => {
      await triage.acknowledge(id, by, requestId);
      const actor = { kind: 'outside', id: null, name: by } as const;
      await store.auditLog.append({ at: Date.now(), actor, action: 'incident-action', subject: id, detail: { action: 'acknowledge' } });
    },
  });
}
