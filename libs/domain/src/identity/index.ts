export * from './permits.js';
