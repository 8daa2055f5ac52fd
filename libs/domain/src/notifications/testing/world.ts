import type { EpochMs, IncidentSummary, NotificationKind } from '@weir/contract';
import { saidOf } from '../notified-incident.js';
import { notify, type NotifySettings, type Told } from '../notify.js';
import { incidentOf, START } from './summary-of.js';

export type WorldEvent =
  | 'ack'
  | 'unack'
  | 'grow'
  | 'merge'
  | 'reopen'
  | 'resolve'
  | 'silence'
  | 'unsilence'
  | 'snooze'
  | 'unsnooze'
  | 'worsen'
  | `fail ${string}`
  | `lose ${string}`
  | `mend ${string}`;

/** What a receiver got. */
export interface Heard {
  readonly at: EpochMs;
  readonly channel: string;
  readonly kind: NotificationKind;
  readonly thread: number;
  readonly key: string;
}

const TRIES = 4;
const by = (at: EpochMs) => ({ by: 'Ines', at });

/** One incident, the channels, and what is kept of what was told, without anything that sends: one look at a time. */
export class World {
  readonly heard: Heard[] = [];
  now = START;
  #summary: IncidentSummary;
  #told: (Told & { readonly key: string })[] = [];
  /** `fail`: nothing gets through. `lose`: all does, and no answer comes back. */
  readonly #trouble = new Map<string, 'fail' | 'lose'>();

  constructor(
    private readonly settings: NotifySettings,
    changes: Partial<IncidentSummary> = {},
  ) {
    this.#summary = incidentOf(changes).summary;
  }

  get state(): IncidentSummary['state'] {
    return this.#summary.state;
  }

  happen(event: WorldEvent): void {
    const [word, channel = ''] = event.split(' ');
    if (word === 'fail' || word === 'lose') this.#trouble.set(channel, word);
    else if (word === 'mend') this.#trouble.delete(channel);
    else this.#summary = { ...this.#summary, ...this.#changeOf(event), version: this.#summary.version + 1, changedAt: this.now };
  }

  #changeOf(event: WorldEvent): Partial<IncidentSummary> {
    const { severity, resources, reopened, state } = this.#summary;
    switch (event) {
      case 'ack':
        return { acknowledged: by(this.now) };
      case 'unack':
        return { acknowledged: null };
      case 'grow':
        return { resources: resources + 1 };
      case 'worsen':
        return { severity: severity === 4 ? 3 : severity === 3 ? 2 : 1 };
      case 'resolve':
        return state === 'open' ? { state: 'resolved', resolvedAt: this.now } : {};
      case 'merge':
        return { state: 'merged', mergedInto: incidentOf().summary.id };
      case 'reopen':
        return state === 'resolved' ? { state: 'open', resolvedAt: null, reopened: reopened + 1 } : {};
      case 'silence':
        return { silenced: true };
      case 'unsilence':
        return { silenced: false };
      case 'snooze':
        return { snoozed: { ...by(this.now), until: this.now + 86_400_000 } };
      case 'unsnooze':
        return { snoozed: null };
      default:
        return {};
    }
  }

  /** Decides and stores; what is stored under a key already is not stored again. */
  plan(): void {
    const { due, superseded } = notify({ ...incidentOf(), summary: this.#summary }, this.settings, this.#told, this.now);
    this.#told = this.#told.map((row) =>
      superseded.includes(row.id) && row.state === 'waiting' ? { ...row, state: 'superseded', settledAt: this.now } : row,
    );
    for (const { key, channel, thread, kind, said, version } of due) {
      if (this.#told.some((row) => row.key === key)) continue;
      const fresh = { state: 'waiting', inFlight: false, tries: 0, plannedAt: this.now, settledAt: null } as const;
      this.#told.push({ id: key, key, channel, thread, kind, said, version, ...fresh });
    }
  }

  /** @param crash the process dies after the message is out and before that is stored */
  send({ crash = false }: { readonly crash?: boolean } = {}): void {
    this.#told = this.#told.map((row) => (row.state === 'waiting' ? this.#try(row, crash) : row));
  }

  #try(row: Told & { readonly key: string }, crash: boolean): Told & { readonly key: string } {
    const trouble = this.#trouble.get(row.channel);
    if (trouble !== 'fail') this.heard.push({ at: this.now, channel: row.channel, kind: row.kind, thread: row.thread, key: row.key });
    const tried = { ...row, tries: row.tries + 1 };
    if (crash) return tried;
    const { version } = this.#summary;
    if (trouble === undefined) return { ...tried, state: 'sent', settledAt: this.now, said: saidOf(this.#summary), version };
    return tried.tries >= TRIES ? { ...tried, state: 'failed', settledAt: this.now } : tried;
  }
}
