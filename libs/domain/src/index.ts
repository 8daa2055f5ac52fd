export * from './model/discovery.js';
export * from './model/state.js';
export * from './model/scope.js';
export * from './series/families.js';
export * from './series/sample.js';
