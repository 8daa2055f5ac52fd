/** Weir cannot start; `what` says what is wrong and `fix` what to do, both free of secrets. Printed without a stack. */
export class StartupError extends Error {
  constructor(
    readonly what: string,
    readonly fix: string,
  ) {
    super(`${what}. ${fix}`);
    this.name = 'StartupError';
  }
}
