export * from './judge-duplicates.js';
