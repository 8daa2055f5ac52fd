import type { ConsumerConfig } from '@weir/contract';

/** A reader of a stream of which nothing particular is known: types fill in what they have. */
export const BARE_CONSUMER: Omit<ConsumerConfig, 'type' | 'sourceArn' | 'state'> = {
  uuid: null,
  functionArn: null,
  consumerArn: null,
  batchSize: null,
  parallelisation: null,
  bisectOnError: null,
  maximumRetries: null,
  maximumRecordAgeSeconds: null,
  failureDestinationArn: null,
  lastResult: null,
  filters: null,
  modifiedAt: null,
  problems: [],
};
