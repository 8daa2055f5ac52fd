import type { Operation } from '../caller.js';
import { busOperations } from './bus-operations.js';
import { eventOperations } from './event-operations.js';
import { ruleOperations } from './rule-operations.js';
import { targetOperations } from './target-operations.js';

/** EventBridge, as far as Weir asks it and tests change it. Input and output are the members of AWS JSON 1.1. */
export const eventBridgeService: Readonly<Record<string, Operation>> = {
  ...busOperations,
  ...ruleOperations,
  ...targetOperations,
  ...eventOperations,
};
