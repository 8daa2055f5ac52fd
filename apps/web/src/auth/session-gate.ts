/**
 * Where requests wait for a sign-in. Whoever was signed in and is no longer keeps the page and what was typed into it: a request that the server answers
 * with "not signed in" is held back, somebody signs in, and it is sent again as if nothing had happened.
 *
 *   open ──an answer says that the session is over──▶ closed ──the same person signs in──▶ open, what waited is sent
 *                                                        └────another does, or nobody will──▶ open, what waited is refused
 */
export class SessionGate {
  readonly #waiting = new Set<(again: boolean) => void>();
  readonly #listeners = new Set<() => void>();
  #closed = false;

  isClosed = (): boolean => this.#closed;

  onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Something said that the session is over. */
  close = (): void => this.#set(true);

  /** Closes the gate and waits at it. @returns whether to send the request again; false as well when `signal` aborts */
  wait(signal: AbortSignal | null): Promise<boolean> {
    if (signal?.aborted === true) return Promise.resolve(false);
    this.close();
    return new Promise((resolve) => {
      const leave = (again: boolean) => {
        this.#waiting.delete(leave);
        signal?.removeEventListener('abort', aborted);
        resolve(again);
      };
      const aborted = () => leave(false);
      signal?.addEventListener('abort', aborted);
      this.#waiting.add(leave);
    });
  }

  /** Opens the gate. @param again whether what waited is sent again: only what the same person wanted is */
  open(again: boolean): void {
    for (const leave of [...this.#waiting]) leave(again);
    this.#set(false);
  }

  #set(closed: boolean): void {
    if (this.#closed === closed) return;
    this.#closed = closed;
    for (const listener of this.#listeners) listener();
  }
}
