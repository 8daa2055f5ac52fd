import type { LiveDelta, LiveDocument, LiveProblem, LiveView, WatchReply } from '@weir/contract';
import { applyDelta } from '@weir/domain';
import { retryDelayMs } from './retry-delay.js';
import type { OpenWire, Wire } from './wire.js';

/**
 * The connection is a state machine:
 *
 *   connecting ──opened──▶ open ──closed or silent──▶ waiting ──delay passed, or `retryNow`──▶ connecting
 *       └────────failed────────────────────────────────▲
 *
 * It never gives up. A server that sends nothing for `SILENCE_MS` counts as closed, whatever the socket believes: that is how a laptop
 * that slept or a network that vanished is noticed. Every opening watches all views anew, so a snapshot always follows a gap.
 */
export type ConnectionPhase = 'connecting' | 'open' | 'waiting';
export interface Connection {
  readonly phase: ConnectionPhase;
  /** Tries since it was last open. */
  readonly attempt: number;
  /** When it tries again, on the server's clock; null unless waiting. */
  readonly nextTryAt: number | null;
  /** When the server was last heard, on the server's clock; null: never. */
  readonly lastHeardAt: number | null;
  /** The version of the server this page first met, and the newest one met. A difference means: reload. */
  readonly firstVersion: string | null;
  readonly version: string | null;
}

/** What is known of a watched view. The document stays through a lost connection: it is old, not gone. */
export interface ViewState {
  readonly document: LiveDocument | null;
  readonly problem: LiveProblem | null;
}

export interface LiveEnvironment {
  readonly openWire: OpenWire;
  /** This browser's clock, epoch milliseconds. */
  readonly now: () => number;
  readonly random: () => number;
  /** Runs `task` once after a delay; returns what cancels it. */
  readonly after: (delayMs: number, task: () => void) => () => void;
}

/** Ticks come every 10 s; two and a half without any is silence. */
const SILENCE_MS = 25_000;
const CHECK_MS = 5_000;
/** A view left is kept this long, so that going back shows it at once. */
const LINGER_MS = 10_000;

const NOTHING: ViewState = { document: null, problem: null };

interface Watched {
  readonly view: LiveView;
  readonly listeners: Set<() => void>;
  state: ViewState;
  /** Name of the running watch; null while none is confirmed. */
  watch: string | null;
  seq: number;
  cancelLinger: (() => void) | null;
}

export class LiveClient {
  readonly #environment: LiveEnvironment;
  readonly #wire: Wire;
  readonly #watched = new Map<string, Watched>();
  readonly #listeners = new Set<() => void>();
  #connection: Connection = { phase: 'connecting', attempt: 0, nextTryAt: null, lastHeardAt: null, firstVersion: null, version: null };
  /** Server clock minus this browser's clock, milliseconds. */
  #offsetMs = 0;
  #heardHere = 0;
  #cancelRetry: (() => void) | null = null;

  constructor(environment: LiveEnvironment) {
    this.#environment = environment;
    this.#wire = environment.openWire({
      opened: () => this.#opened(),
      closed: () => this.#closed(),
      delta: (delta) => this.#delta(delta),
      tick: ({ at, version }) => this.#tick(at, version),
    });
  }

  start(): void {
    this.#heardHere = this.#environment.now();
    this.#wire.connect();
    this.#checkSilence();
  }

  /** The server's clock now, epoch milliseconds; this browser's until the server was heard. */
  now = (): number => this.#environment.now() + this.#offsetMs;

  connection = (): Connection => this.#connection;

  onConnection = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  state(key: string): ViewState {
    return this.#watched.get(key)?.state ?? NOTHING;
  }

  /** Watches a view for as long as anyone listens. `key` names the view; equal views have equal keys. */
  listen(key: string, view: LiveView, listener: () => void): () => void {
    const known = this.#watched.get(key);
    const watched = known ?? { view, listeners: new Set(), state: NOTHING, watch: null, seq: 0, cancelLinger: null };
    watched.cancelLinger?.();
    watched.cancelLinger = null;
    watched.listeners.add(listener);
    if (!known) {
      this.#watched.set(key, watched);
      if (this.#connection.phase === 'open') this.#watch(key, watched);
    }
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size === 0) watched.cancelLinger = this.#environment.after(LINGER_MS, () => this.#forget(key, watched));
    };
  }

  /** Tries at once: the person asked, the network came back, or the screen woke up. */
  retryNow = (): void => {
    if (this.#connection.phase === 'waiting') this.#connect();
    else if (this.#isSilent()) this.#reopen();
  };

  /** Opens the connection anew: this browser is somebody else to the server now. */
  reconnect = (): void => {
    if (this.#connection.phase !== 'waiting') {
      this.#wire.close();
      this.#closed();
    }
    this.#connect();
  };

  #connect(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#heardHere = this.#environment.now();
    this.#set({ phase: 'connecting', nextTryAt: null });
    this.#wire.connect();
  }

  #opened(): void {
    this.#heardHere = this.#environment.now();
    this.#set({ phase: 'open', attempt: 0, nextTryAt: null });
    for (const [key, watched] of this.#watched) this.#watch(key, watched);
  }

  #closed(): void {
    if (this.#connection.phase === 'waiting') return;
    for (const watched of this.#watched.values()) watched.watch = null;
    const attempt = this.#connection.attempt + 1;
    const delay = retryDelayMs(attempt, this.#environment.random());
    this.#set({ phase: 'waiting', attempt, nextTryAt: this.now() + delay });
    this.#cancelRetry = this.#environment.after(delay, () => this.#connect());
  }

  #reopen(): void {
    this.#wire.close();
    this.#closed();
  }

  #isSilent(): boolean {
    return this.#environment.now() - this.#heardHere > SILENCE_MS;
  }

  #checkSilence(): void {
    if (this.#connection.phase !== 'waiting' && this.#isSilent()) this.#reopen();
    this.#environment.after(CHECK_MS, () => this.#checkSilence());
  }

  #heard(): void {
    this.#heardHere = this.#environment.now();
    this.#set({ lastHeardAt: this.now() });
  }

  #tick(at: number, version: string): void {
    this.#offsetMs = at - this.#environment.now();
    this.#set({ version, firstVersion: this.#connection.firstVersion ?? version });
    this.#heard();
  }

  #watch(key: string, watched: Watched): void {
    const { watch } = watched;
    if (watch !== null) this.#wire.unwatch(watch);
    watched.watch = null;
    this.#wire.watch(watched.view, (answer) => {
      if (this.#watched.get(key) !== watched || this.#connection.phase !== 'open') return;
      if (answer === null) this.#reopen();
      else this.#answered(watched, answer);
    });
  }

  #answered(watched: Watched, answer: WatchReply): void {
    this.#heard();
    if (answer.ok) {
      watched.watch = answer.snapshot.watch;
      watched.seq = answer.snapshot.seq;
      this.#show(watched, { document: answer.snapshot.document, problem: null });
    } else {
      this.#show(watched, { document: watched.state.document, problem: answer.problem });
    }
  }

  #delta(delta: LiveDelta): void {
    this.#heard();
    for (const [key, watched] of this.#watched) {
      if (watched.watch !== delta.watch || watched.state.document === null) continue;
      if (delta.seq !== watched.seq + 1) {
        this.#watch(key, watched);
        continue;
      }
      watched.seq = delta.seq;
      this.#show(watched, { document: applyDelta(watched.state.document, delta), problem: null });
    }
  }

  #forget(key: string, watched: Watched): void {
    this.#watched.delete(key);
    if (watched.watch !== null && this.#connection.phase === 'open') this.#wire.unwatch(watched.watch);
  }

  #show(watched: Watched, state: ViewState): void {
    watched.state = state;
    for (const listener of watched.listeners) listener();
  }

  #set(change: Partial<Connection>): void {
    this.#connection = { ...this.#connection, ...change };
    for (const listener of this.#listeners) listener();
  }
}
