export * from './advice-view.js';
export * from './heatmap.js';
export * from './key-view.js';
export { boundLoads } from './load-bounds.js';
