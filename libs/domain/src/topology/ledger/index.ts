export { contains, isExact } from './bounds.js';
export * from './counter-window.js';
export { LOOK_BACK_MS, sumOfLines, type LedgerWindow, type SubscriberFigures } from './figures.js';
export { logNote } from './log-note.js';
export type { LoggedFigures } from './logged-deliveries.js';
export * from './pipe-ledger.js';
export * from './rule-ledger.js';
export { topicLedger, type LedgerFigures, type TopicLedgerFacts } from './topic-ledger.js';
export type { LoggedDeliveries, SubscriberFacts } from './subscriber-facts.js';
