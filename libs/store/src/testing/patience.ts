/** How long a test waits for what comes by itself. Long, because a busy machine is no failure. */
export const PATIENCE = { timeout: 30_000 };
