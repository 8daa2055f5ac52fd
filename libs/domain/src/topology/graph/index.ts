export * from './build-topology.js';
export * from './changes.js';
export * from './flow-state.js';
export * from './producers.js';
export * from './topology-sight.js';
