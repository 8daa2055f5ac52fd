/**
 * How Node runs the server. V8 sizes its heap by the machine's memory and lets garbage pile up where there is much of it; a monitor is a
 * guest on its machine, so its young generation stays small and its old one grows in small steps.
 */
export const SERVER_FLAGS = ['--enable-source-maps', '--max-semi-space-size=8', '--heap-growing-percent=50'];
