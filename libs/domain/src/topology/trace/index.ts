export * from './compare-policies.js';
export { entranceOf } from './entrance.js';
export { contentOf, type Parcel } from './envelopes.js';
export * from './sample-event.js';
export { traceEvent } from './trace-event.js';
