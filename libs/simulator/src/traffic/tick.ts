/** History advances in steps of this length; calls through the API act in between, exactly when they happen. */
export const TICK_MS = 15_000;
export const TICK_SECONDS = TICK_MS / 1000;
