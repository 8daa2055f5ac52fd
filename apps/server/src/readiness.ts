import { setTimeout } from 'node:timers/promises';
import type { Estate, Readiness } from '@weir/contract';

type CollectorStatus = Pick<Estate['collector'], 'state' | 'heartbeatAt'>;

/** A heartbeat older than this means that no collector runs. */
export const HEARTBEAT_BUDGET_MS = 60_000;

export interface ReadinessSources {
  readonly pingDatabase: () => Promise<void>;
  /** The newest heartbeat of any collector; null when there was never one. */
  readonly collector: () => Promise<CollectorStatus | null>;
  readonly now: () => number;
}

/** A probe does not wait: a database that hangs is one that fails. */
const ANSWER_WITHIN_MS = 2_000;

async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new AbortController();
  try {
    return await Promise.race([
      work,
      setTimeout(ANSWER_WITHIN_MS, undefined, { signal: late.signal }).then((): never => {
        throw new Error('no answer in time');
      }),
    ]);
  } finally {
    late.abort();
  }
}

/** Whether Weir can serve, with the reason for each dependency that keeps it from doing so. */
export class Readinesses {
  constructor(private readonly sources: ReadinessSources) {}

  async check(): Promise<Readiness> {
    const dependencies = await Promise.all([this.#database(), this.#collector()]);
    return { status: dependencies.every(({ status }) => status === 'ok') ? 'ready' : 'not-ready', dependencies };
  }

  async #database(): Promise<Readiness['dependencies'][number]> {
    try {
      await inTime(this.sources.pingDatabase());
      return { name: 'postgres', status: 'ok', reason: null };
    } catch {
      return { name: 'postgres', status: 'failing', reason: 'Postgres does not answer; the server log says why' };
    }
  }

  async #collector(): Promise<Readiness['dependencies'][number]> {
    let status: CollectorStatus | null;
    try {
      status = await inTime(this.sources.collector());
    } catch {
      return { name: 'collector', status: 'failing', reason: 'its heartbeat cannot be read while Postgres does not answer' };
    }
    return this.#judge(status);
  }

  #judge(collector: CollectorStatus | null): Readiness['dependencies'][number] {
    if (collector === null || collector.heartbeatAt === null) {
      return { name: 'collector', status: 'starting', reason: 'no collector has reported yet' };
    }
    const { state, heartbeatAt } = collector;
    const silentSeconds = Math.ceil((this.sources.now() - heartbeatAt) / 1000);
    if (state === 'stopped' || silentSeconds * 1000 > HEARTBEAT_BUDGET_MS) {
      return { name: 'collector', status: 'failing', reason: `no heartbeat from a collector for ${String(silentSeconds)} s` };
    }
    return { name: 'collector', status: state === 'starting' ? 'starting' : 'ok', reason: null };
  }
}
