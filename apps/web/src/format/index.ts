export * from './answer.js';
export * from './durations.js';
export * from './names.js';
export * from './numbers.js';
export * from './times.js';
export * from './words.js';
