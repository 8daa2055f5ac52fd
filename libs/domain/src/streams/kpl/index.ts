export * from './deaggregate.js';
export * from './share-out.js';
