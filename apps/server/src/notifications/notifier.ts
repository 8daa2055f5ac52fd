import type { NotificationConfig } from '@weir/contract';
import { composeNotification, isOvertaken, notify, type NotifySettings, routesOf, saidOf } from '@weir/domain';
import { ChannelError } from '@weir/notify';
import type { ClaimedNotification, Store, Turn, WorkOptions } from '@weir/store';
import { type Log, withoutSecrets } from '../log.js';
import type { OpenedChannel } from './channels.js';
import type { IncidentSource } from './incident-source.js';

/** What is due is looked for this often, beside after every change: reminders, and hours that begin. */
const LOOK_EVERY_MS = 10_000;
/** Changes of one moment are looked at together, after the read side has taken them in. */
const SETTLE_MS = 500;
/** With the waits of the job queue about two hours. */
const MOST_TRIES = 12;
const WORK: WorkOptions = { retrySeconds: 15, pollSeconds: 2 };

export interface NotifierParts {
  readonly store: Pick<Store, 'notifications' | 'onChange'>;
  readonly incidents: Pick<IncidentSource, 'current' | 'whole'>;
  readonly channels: ReadonlyMap<string, OpenedChannel>;
  readonly config: NotificationConfig;
  readonly log: Log;
  readonly now: () => number;
  readonly work?: WorkOptions;
}

/**
 * Tells people of incidents: decides what is missing between what is and what was told, stores that with a job for each message, and sends each
 * when its turn comes. It keeps nothing itself: any number of processes may run it, and any may die at any moment.
 *
 *     look: incidents as they are + what was told ─▶ notify() ─▶ rows and jobs, one transaction
 *     job:  claim ─▶ compose from what is true now ─▶ send ─▶ sent | failed (again later, or given up) | superseded
 */
export class Notifier {
  readonly #settings: NotifySettings;
  #working: { stop(): Promise<void> } | undefined;
  #listener: { stop(): Promise<void> } | undefined;
  #timers: NodeJS.Timeout[] = [];
  #soon: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(private readonly parts: NotifierParts) {
    const { channels, config } = parts;
    const { routes, groupWaitSeconds, updateSeconds } = config;
    this.#settings = { routes: routesOf(routes, [...channels.keys()]), channels, groupWaitSeconds, updateSeconds };
  }

  async start(): Promise<void> {
    const { store, work } = this.parts;
    this.#working = await store.notifications.work((id) => this.#turn(id), work ?? WORK);
    this.#listener = await store.onChange((change) => {
      if ('triage' in change || 'all' in change) this.#lookSoon();
    });
    this.#timers.push(
      setInterval(() => {
        this.#look();
      }, LOOK_EVERY_MS),
    );
    this.#look();
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#soon);
    await this.#listener?.stop();
    await this.#looking;
    await this.#working?.stop();
  }

  #lookSoon(): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => {
      this.#look();
    }, SETTLE_MS);
  }

  #look(): void {
    this.#looking ??= this.#plan()
      .catch((error: unknown) => {
        this.parts.log.error({ error }, 'what is to be told could not be decided; it is tried again');
      })
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async #plan(): Promise<void> {
    const { store, incidents, now, log } = this.parts;
    const current = incidents.current();
    if (current.length === 0) return;
    const at = now();
    const ids = current.map(({ summary }) => summary.id);
    const planned = await store.notifications.plan(
      ids,
      (told) => {
        const decided = current.map((incident) => {
          const { due, superseded } = notify(incident, this.#settings, told.get(incident.summary.id) ?? [], at);
          return { due: due.map((each) => ({ ...each, incident: incident.summary.id })), superseded };
        });
        return { due: decided.flatMap(({ due }) => due), superseded: decided.flatMap(({ superseded }) => superseded) };
      },
      at,
    );
    if (planned > 0) log.info({ planned }, 'messages are to be sent');
  }

  /** One try of one message. What is thrown here, such as by a database that is away, makes its turn come again. */
  async #turn(id: string): Promise<Turn> {
    const { store, incidents, channels, now } = this.parts;
    const claimed = await store.notifications.claim(id, now());
    if (claimed === null) return 'done';
    const incident = await incidents.whole(claimed.incident);
    const opened = channels.get(claimed.channel);
    if (incident === null || opened === undefined || isOvertaken(claimed, incident.summary)) {
      await store.notifications.settle(claimed, { kind: 'superseded' }, now());
      return 'done';
    }
    const thread = [claimed.incident, claimed.channel, claimed.thread].join('/');
    const occasion = { id: claimed.key, kind: claimed.kind, thread, url: this.parts.config.url };
    try {
      const reference = await opened.channel.send(composeNotification(incident, occasion, now()), claimed.reference);
      const { summary } = incident;
      await store.notifications.settle(claimed, { kind: 'sent', said: saidOf(summary), version: summary.version, reference }, now());
    } catch (error) {
      return this.#failed(claimed, error);
    }
    return 'done';
  }

  async #failed(claimed: ClaimedNotification, error: unknown): Promise<Turn> {
    const { store, log, now } = this.parts;
    if (!(error instanceof ChannelError)) throw error;
    const { message, retryable, retryAfterSeconds } = error;
    const final = !retryable || claimed.tries >= MOST_TRIES;
    const { channel, kind, incident, tries } = claimed;
    log.warn({ channel, kind, incident, tries, final, reason: withoutSecrets(message) }, 'a message was not taken');
    await store.notifications.settle(claimed, { kind: 'failed', error: withoutSecrets(message), final }, now());
    if (final) return 'done';
    return retryAfterSeconds === null ? 'again' : { againInSeconds: Math.max(1, retryAfterSeconds) };
  }
}
