import type { EventOperation, Operation } from '../caller.js';
import { consumerOperations } from './consumer-operations.js';
import { describeOperations } from './describe-operations.js';
import { readOperations } from './read-operations.js';
import { shardOperations } from './shard-operations.js';
import { streamOperations } from './stream-operations.js';
import { subscribeOperations } from './subscribe-operations.js';
import { writeOperations } from './write-operations.js';

/** Kinesis Data Streams, as far as Weir asks it and tests put in. Input and output are the members of AWS JSON 1.1. */
export const kinesisService: Readonly<Record<string, Operation>> = {
  ...describeOperations,
  ...shardOperations,
  ...readOperations,
  ...writeOperations,
  ...consumerOperations,
  ...streamOperations,
};

/** What Kinesis answers with a stream of events. */
export const kinesisEvents: Readonly<Record<string, EventOperation>> = subscribeOperations;
