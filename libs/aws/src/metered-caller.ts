import { setTimeout as delay } from 'node:timers/promises';
import type { EpochMs } from '@weir/contract';
import type { Scope } from '@weir/domain';
import type { AwsClock } from './aws-clock.js';
import type { Credentials, RenewingCredentials } from './credentials.js';
import { AwsError, failureFor, type AwsFailure } from './failure.js';
import { failureOf } from './map-failure.js';
import type { ApiName, ServiceName } from './quotas.js';
import { RETRY_POLICY, retryDelayMs } from './retry.js';
import type { CallCost, ScopeLimits } from './scope-limits.js';

/** One attempt that reached AWS or tried to. */
export interface ApiCall extends Scope {
  readonly service: ServiceName;
  readonly api: ApiName;
  readonly outcome: 'ok' | 'throttled' | 'failed';
  /** What AWS charges by: metrics requested for GetMetricData, requests for SQS, nothing for the rest. */
  readonly billedUnits: number;
  /** Requests to FIFO queues cost more. */
  readonly fifo: boolean;
  readonly at: EpochMs;
}

export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export const realSleep: Sleep = async (ms, signal) => {
  await delay(ms, undefined, signal === undefined ? {} : { signal });
};

/** One request to AWS, repeatable. */
export interface CallSpec<Reply> extends CallCost {
  readonly billedUnits: number;
  readonly fifo?: boolean;
  /**
   * `caller`: who calls keeps a rhythm of its own, such as a read a second of each shard. Then a call is made once and its failure told
   * at once, but for credentials or a clock that can be corrected; and throttling, being about one shard, slows down no other call.
   */
  readonly pace?: 'caller';
  readonly signal?: AbortSignal | undefined;
  readonly send: (abortSignal: AbortSignal) => Promise<Reply>;
}

export interface Metering {
  readonly clock: AwsClock;
  readonly random: () => number;
  readonly sleep: Sleep;
  readonly onCall: (call: ApiCall) => void;
}

/** Who makes the calls. Credentials are resolved before each attempt, so that a refused AssumeRole is not taken for a failed read. */
export interface CallIdentity {
  /** Whom to name when AWS refuses without saying whom; null when not known. */
  readonly principal: string | null;
  readonly credentials: RenewingCredentials;
}

/** No answer within this is no answer: covers connecting, waiting for a socket and reading the body. */
const ATTEMPT_TIMEOUT_MS = 15_000;

/** Makes the calls of one scope: waits for the rate limit, repeats what is worth repeating, counts every attempt. */
export class MeteredCaller {
  readonly #scope: Scope;
  readonly #limits: ScopeLimits;
  readonly #metering: Metering;
  readonly #identity: CallIdentity;

  constructor(scope: Scope, limits: ScopeLimits, metering: Metering, identity: CallIdentity) {
    this.#scope = scope;
    this.#limits = limits;
    this.#metering = metering;
    this.#identity = identity;
  }

  /**
   * @throws AwsError when AWS refused or could not be reached until the deadline
   * @throws the signal's reason when the caller aborted
   */
  async call<Reply>(spec: CallSpec<Reply>): Promise<Reply> {
    const deadline = this.#metering.clock.local() + RETRY_POLICY.deadlineMs;
    let last: AwsFailure | null = null;
    for (let attempt = 1; ; attempt += 1) {
      await this.#admit(spec, deadline, last);
      const outcome = await this.#attempt(spec);
      if (outcome.ok) return outcome.reply;
      last = outcome.failure;
      const waitMs = spec.pace === 'caller' && !isRefusedUnread(last) ? null : retryDelayMs(last, attempt, this.#metering.random);
      if (waitMs === null || this.#metering.clock.local() + waitMs >= deadline) throw new AwsError(last);
      await this.#pause(waitMs, spec.signal);
    }
  }

  /** Pauses for full jitter up to `boundMs`; for callers that repeat part of a reply. */
  async pauseUpTo(boundMs: number, signal: AbortSignal | undefined): Promise<void> {
    await this.#pause(Math.floor(this.#metering.random() * boundMs), signal);
  }

  async #admit(spec: CallSpec<unknown>, deadline: EpochMs, last: AwsFailure | null): Promise<void> {
    spec.signal?.throwIfAborted();
    const waitMs = this.#limits.reserve(spec);
    if (waitMs === 0) return;
    if (this.#metering.clock.local() + waitMs >= deadline) {
      this.#limits.refund(spec);
      throw new AwsError(
        last ??
          failureFor('throttled', spec.api, 'Weir holds this call back, to stay within its share of what AWS allows', { retryable: true }),
      );
    }
    try {
      await this.#pause(waitMs, spec.signal);
    } catch (error) {
      this.#limits.refund(spec);
      throw error;
    }
  }

  async #attempt<Reply>(spec: CallSpec<Reply>): Promise<{ ok: true; reply: Reply } | { ok: false; failure: AwsFailure }> {
    const credentials = await this.#credentials(spec);
    const sentAt = this.#metering.clock.local();
    let reply: Reply;
    try {
      reply = await withTimeout(spec);
    } catch (error) {
      const failure = this.#failure(spec, error);
      if (failure.kind === 'throttled' && spec.pace !== 'caller') this.#limits.throttled(spec, sentAt);
      if (failure.kind === 'expired-credentials') this.#identity.credentials.reject(credentials);
      this.#report(spec, failure.kind === 'throttled' ? 'throttled' : 'failed');
      spec.signal?.throwIfAborted();
      return { ok: false, failure };
    }
    this.#limits.succeeded(spec);
    this.#report(spec, 'ok');
    return { ok: true, reply };
  }

  /** Getting credentials has retries and metering of its own: what fails there is final here. */
  async #credentials(spec: CallSpec<unknown>): Promise<Credentials> {
    try {
      return await unlessAborted(() => this.#identity.credentials.get(), spec.signal);
    } catch (error) {
      this.#limits.refund(spec);
      spec.signal?.throwIfAborted();
      throw new AwsError(this.#failure(spec, error));
    }
  }

  #failure(spec: CallSpec<unknown>, error: unknown): AwsFailure {
    return failureOf(error, { action: spec.api, principal: this.#identity.principal });
  }

  #report(spec: CallSpec<unknown>, outcome: ApiCall['outcome']): void {
    const { accountId, region } = this.#scope;
    this.#metering.onCall({
      accountId,
      region,
      service: serviceOf(spec.api),
      api: spec.api,
      outcome,
      billedUnits: spec.billedUnits,
      fifo: spec.fifo ?? false,
      at: this.#metering.clock.now(),
    });
  }

  async #pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    if (ms <= 0) return;
    try {
      await this.#metering.sleep(ms, signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
    signal?.throwIfAborted();
  }
}

async function withTimeout<Reply>(spec: CallSpec<Reply>): Promise<Reply> {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    abort();
  }, ATTEMPT_TIMEOUT_MS);
  spec.signal?.addEventListener('abort', abort, { once: true });
  if (spec.signal?.aborted === true) abort();
  try {
    return await spec.send(controller.signal);
  } catch (error) {
    if (!timedOut) throw error;
    throw new AwsError(failureFor('unreachable', spec.api, `no answer within ${ATTEMPT_TIMEOUT_MS / 1_000} s`, { retryable: true }));
  } finally {
    clearTimeout(timer);
    spec.signal?.removeEventListener('abort', abort);
  }
}

/** Stops waiting at an abort; the work itself goes on, for others wait for it too. */
async function unlessAborted<Result>(work: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work();
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => {
    reject(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** AWS turned the call away for how it was signed: it cost nothing, and was about nothing it asked. */
const isRefusedUnread = ({ kind }: AwsFailure): boolean => kind === 'clock-skew' || kind === 'expired-credentials';

const serviceOf = (api: ApiName): ServiceName => api.slice(0, api.indexOf(':')) as ServiceName;
