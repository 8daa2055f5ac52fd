/**
 * A situation the person at the keyboard can act on: one sentence says what happened, one says what to do.
 * Anything else that is thrown is a defect and keeps its stack.
 */
export class Failure extends Error {
  /**
   * @param {string} what one sentence: what is wrong
   * @param {string} remedy one sentence: what to do about it
   * @param {{ exitCode?: number, cause?: unknown }} [options]
   */
  constructor(what, remedy, { exitCode = 1, cause } = {}) {
    super(what, { cause });
    this.name = 'Failure';
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

/** The person asked to stop (Ctrl-C, SIGTERM, a closed terminal) while work was under way. */
export class Interruption extends Error {
  constructor() {
    super('stopped on request');
    this.name = 'Interruption';
  }
}

/**
 * @param {unknown} error anything caught
 * @returns {string | undefined} the code of a failed system call, such as `ENOSPC`; nothing for other errors
 */
export function systemCode(error) {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return undefined;
}
