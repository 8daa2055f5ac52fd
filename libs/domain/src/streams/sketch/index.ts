export * from './draws.js';
export * from './hash-slices.js';
export * from './heavy-hitters.js';
export * from './key-summary.js';
export * from './scale-sample.js';
export * from './share-bounds.js';
