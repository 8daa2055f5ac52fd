export * from './fanout-index.js';
export * from './judge-estate.js';
export * from './names.js';
export * from './subscribers.js';
export { type ListedAt } from './missing.js';
