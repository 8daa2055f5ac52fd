export * from './bounds.js';
export * from './counter-window.js';
export * from './figures.js';
export * from './narrow-shares.js';
export * from './pipe-ledger.js';
export * from './rule-ledger.js';
export * from './topic-ledger.js';
