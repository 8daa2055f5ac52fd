export * from './fanout-facts.js';
export * from './judge-fanout.js';
export * from './limits.js';
export * from './reasons.js';
