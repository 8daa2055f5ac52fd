export * from './advise-shards.js';
export * from './change.js';
export { quoted } from './commands.js';
export * from './limits.js';
export * from './shard-advice.js';
export * from './stream-load.js';
export * from './what-if.js';
export * from './wire.js';
