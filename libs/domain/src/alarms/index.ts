export * from './alarm-settings.js';
export * from './alarm-signals.js';
export * from './severity-of.js';
export * from './silencing.js';
export * from './step-alarm.js';
export * from './preview-alarms.js';
