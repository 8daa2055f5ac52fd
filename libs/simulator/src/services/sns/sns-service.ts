import type { Operation } from '../caller.js';
import { publishOperations } from './publish-operations.js';
import { subscriptionOperations } from './subscription-operations.js';
import { topicOperations } from './topic-operations.js';

/** SNS, as far as Weir asks it and tests put in. Input and output are members; a `Map` is a map on the wire. */
export const snsService: Readonly<Record<string, Operation>> = { ...topicOperations, ...subscriptionOperations, ...publishOperations };
