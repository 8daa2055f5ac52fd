import type { Operation } from '../caller.js';
import { messageOperations } from './message-operations.js';
import { moveTaskOperations } from './move-task-operations.js';
import { queueOperations } from './queue-operations.js';

/** SQS, as far as Weir asks it and tests put in. Input and output are the members of AWS JSON 1.0. */
export const sqsService: Readonly<Record<string, Operation>> = { ...queueOperations, ...messageOperations, ...moveTaskOperations };
