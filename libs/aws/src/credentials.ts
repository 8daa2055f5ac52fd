import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { EpochMs } from '@weir/contract';

/** What signs a request. Never logged, never shown. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Where credentials come from: STS, or the SDK's own chain. `force`: do not answer from a cache. */
export type CredentialSource = (options: { readonly force: boolean }) => Promise<Credentials>;

/** Environment, shared files, SSO, web identity, container and instance metadata, in the SDK's order. */
export function sdkChain(): CredentialSource {
  const chain = fromNodeProviderChain();
  return async ({ force }) => chain(force ? { forceRefresh: true } : {});
}

/** Renewed in the background from here on, while the old ones still work. Jittered, so that accounts do not renew together. */
const RENEW_AHEAD_MS = 10 * 60_000;
const RENEW_JITTER_MS = 5 * 60_000;
/** Too close to the end to start a call with. */
const UNUSABLE_AHEAD_MS = 60_000;
/** A refused renewal is not repeated for every call that waits for it. */
const REMEMBER_FAILURE_MS = 15_000;

/**
 * Credentials that renew themselves ahead of their expiry, with one renewal in flight however many ask. Failing to renew early is
 * harmless; the old ones serve until a minute before their end.
 */
export class RenewingCredentials {
  readonly #source: CredentialSource;
  readonly #now: () => EpochMs;
  readonly #random: () => number;
  #held: Credentials | null = null;
  #renewAt: EpochMs = Number.NEGATIVE_INFINITY;
  #force = false;
  #renewal: Promise<Credentials> | null = null;
  #refused: { readonly error: unknown; readonly until: EpochMs } | null = null;

  constructor(options: { readonly source: CredentialSource; readonly now: () => EpochMs; readonly random: () => number }) {
    this.#source = options.source;
    this.#now = options.now;
    this.#random = options.random;
  }

  /** @throws whatever the source throws when there is nothing usable left */
  async get(): Promise<Credentials> {
    const held = this.#held;
    const now = this.#now();
    if (held !== null && now < usableUntil(held)) {
      // The outcome of an early renewal is read by the next caller; its failure is remembered, not lost.
      if (now >= this.#renewAt) this.#renew().catch(() => undefined);
      return held;
    }
    return this.#renew();
  }

  /** AWS called these credentials expired: do not hand them out again. Newer ones than `rejected` stay. */
  reject(rejected: Credentials): void {
    if (this.#held?.accessKeyId !== rejected.accessKeyId) return;
    this.#held = null;
    this.#force = true;
  }

  async #renew(): Promise<Credentials> {
    if (this.#renewal !== null) return this.#renewal;
    if (this.#refused !== null && this.#now() < this.#refused.until) throw this.#refused.error;
    this.#renewal = this.#fetch();
    try {
      return await this.#renewal;
    } finally {
      this.#renewal = null;
    }
  }

  async #fetch(): Promise<Credentials> {
    try {
      const fresh = await this.#source({ force: this.#force });
      const expiresAt = fresh.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
      this.#held = fresh;
      this.#force = false;
      this.#refused = null;
      this.#renewAt = expiresAt - RENEW_AHEAD_MS - this.#random() * RENEW_JITTER_MS;
      return fresh;
    } catch (error) {
      this.#refused = { error, until: this.#now() + REMEMBER_FAILURE_MS };
      throw error;
    }
  }
}

function usableUntil(credentials: Credentials): EpochMs {
  return (credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - UNUSABLE_AHEAD_MS;
}
