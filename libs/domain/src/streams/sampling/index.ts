export { lagRises } from './falls-behind.js';
export * from './fan-out.js';
export * from './is-sampled.js';
export * from './key-minute.js';
export * from './sample-plan.js';
export * from './shard-tally.js';
export * from './show-key.js';
