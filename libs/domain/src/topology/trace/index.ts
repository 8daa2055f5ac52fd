export * from './compare-policies.js';
export { contentOf, type Parcel } from './envelopes.js';
export * from './sample-event.js';
export * from './trace-event.js';
