export * from './advice-view.js';
export * from './heatmap.js';
export * from './gather-keys.js';
export * from './key-view.js';
export * from './measured-shard.js';
export { measureShards } from './measure-shards.js';
export { recentKeys } from './recent-keys.js';
export { peaksOf } from './peaks.js';
export { boundLoads, unsureShards } from './load-bounds.js';
