export * from './judge-consumer.js';
export * from './judge-stream.js';
export * from './lag.js';
export * from './limits.js';
export * from './reasons.js';
export * from './shard-heat.js';
export * from './stream-facts.js';
export * from './stream-rates.js';
